package dev.rollcall.provider.keycloak;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.json.Json;
import dev.rollcall.provider.ProviderClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Keycloak's clock. Keycloak itself sends no `Date` header; where there is one, a proxy wrote it.
/// What Keycloak does say is when it issued a token (`iat`, cut to whole seconds as a `Date` is).
/// So tokens tell the time, and a `Date` counts only until one did.
final class RealmClock {
  private static final long YEAR_10000 = 253_402_300_800L;

  private final InstantSource ours;
  private final ProviderClock clock;
  private final AtomicBoolean toldByToken = new AtomicBoolean();

  RealmClock(InstantSource ours) {
    this.ours = ours;
    this.clock = new ProviderClock(ours);
  }

  /// Keycloak's time.
  Instant now() {
    return clock.now();
  }

  /// Our own time, for deadlines of our own.
  Instant ours() {
    return ours.instant();
  }

  /// Whether Keycloak itself told the time, so that it may be relied on for more than an order.
  boolean isKeycloaks() {
    return toldByToken.get();
  }

  void heard(HttpAnswer answer) {
    if (!toldByToken.get()) {
      answer.date().ifPresent(date -> clock.observe(answer.sentAt(), answer.receivedAt(), date));
    }
  }

  /// Learns from the answer that brought `accessToken`. A token that is no JWT tells nothing.
  void issued(HttpAnswer answer, String accessToken) {
    String[] parts = accessToken.split("\\.", -1);
    if (parts.length != 3) {
      return;
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1].getBytes(StandardCharsets.US_ASCII));
      JsonNode issuedAt = Json.MAPPER.readTree(claims).path("iat");
      long seconds = issuedAt.canConvertToLong() ? issuedAt.longValue() : -1;
      if (seconds > 0 && seconds < YEAR_10000) {
        toldByToken.set(true);
        clock.observe(answer.sentAt(), answer.receivedAt(), Instant.ofEpochSecond(seconds));
      }
    } catch (IllegalArgumentException | JacksonException notAJwt) {
      heard(answer);
    }
  }
}

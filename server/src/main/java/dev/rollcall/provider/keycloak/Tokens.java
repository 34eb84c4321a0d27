package dev.rollcall.provider.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.provider.NoAnswer;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Our access token: kept until shortly before it expires, and asked for by one thread at a time
/// while the others wait for it.
final class Tokens {
  /// How long refused credentials are not tried again: Keycloak may lock an account that fails too
  /// often, and it is an administrator's.
  private static final Duration REST = Duration.ofSeconds(30);

  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final KeycloakSettings settings;
  private final HttpCaller http;
  private final RealmClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable AccessToken held;
  private @Nullable Refusal refusal;

  Tokens(KeycloakSettings settings, HttpCaller http, RealmClock clock) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
  }

  /// A token, and until when it is used, on our clock.
  record AccessToken(String value, Instant until) {
    @Override
    public String toString() {
      return "[token]";
    }
  }

  private record Refusal(NoAnswer answer, Instant until) {}

  AccessToken current() throws Unanswered {
    lock.lock();
    try {
      Instant now = clock.ours();
      AccessToken token = held;
      if (token != null && now.isBefore(token.until())) {
        return token;
      }
      Refusal refused = refusal;
      if (refused != null && now.isBefore(refused.until())) {
        throw new Unanswered(refused.answer());
      }
      AccessToken fresh = ask();
      held = fresh;
      refusal = null;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /// Forgets a token that Keycloak no longer takes.
  void drop(AccessToken token) {
    lock.lock();
    try {
      if (token.equals(held)) {
        held = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Forgets everything, so that changed credentials are tried at once.
  void reset() {
    lock.lock();
    try {
      held = null;
      refusal = null;
    } finally {
      lock.unlock();
    }
  }

  private AccessToken ask() throws Unanswered {
    String path = "/realms/" + Reply.segment(settings.tokenRealm()) + "/protocol/openid-connect";
    HttpAnswer answer;
    try {
      answer =
          http.send(
              "POST",
              URI.create(settings.url() + path + "/token"),
              Map.of("accept", "application/json"),
              "application/x-www-form-urlencoded",
              form(settings.grant()));
    } catch (HttpFailure failure) {
      throw new Unanswered("Keycloak gave no token: " + failure.getMessage());
    }
    clock.heard(answer);
    JsonNode body = Reply.json(answer);
    String token = body.path("access_token").asString("");
    if (answer.status() == 200 && !token.isEmpty()) {
      clock.issued(answer, token);
      return new AccessToken(token, answer.sentAt().plus(use(body.path("expires_in"))));
    }
    throw new Unanswered(refusal(answer, body));
  }

  private NoAnswer refusal(HttpAnswer answer, JsonNode body) {
    String said = body.path("error_description").asString(body.path("error").asString(""));
    String reason =
        "Keycloak gave no token to "
            + settings.account()
            + ": HTTP "
            + answer.status()
            + (said.isEmpty() ? "" : ", " + Reply.shorten(said));
    boolean credentials =
        answer.status() == 401
            || answer.status() == 403
            || (answer.status() == 400 && body.has("error"));
    NoAnswer none = new NoAnswer(reason, answer.retryAfter().orElse(null), credentials);
    if (credentials) {
      refusal = new Refusal(none, clock.ours().plus(REST));
    }
    return none;
  }

  private static Duration use(JsonNode expiresIn) {
    long seconds = expiresIn.canConvertToInt() ? Math.max(0, expiresIn.intValue()) : 60;
    Duration life = Duration.ofSeconds(seconds);
    Duration third = life.dividedBy(3);
    return life.minus(third.compareTo(MARGIN) < 0 ? third : MARGIN);
  }

  private static byte[] form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"))
        .getBytes(UTF_8);
  }
}

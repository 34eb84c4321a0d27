package dev.rollcall.token;

import dev.rollcall.json.Json;
import dev.rollcall.token.Verification.Valid;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads a token's claims. Nothing is decided here.
final class TokenClaims {
  private TokenClaims() {}

  /// Empty where it is no JSON object, or lacks what every token of ours has.
  static Optional<Valid> read(String json) {
    JsonNode claims;
    try {
      claims = Json.MAPPER.readTree(json);
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
    boolean texts =
        Stream.of("sub", "aud", "refreshTokenId").allMatch(name -> claims.path(name).isString());
    boolean times = Stream.of("iat", "exp").allMatch(name -> isTime(claims.path(name)));
    if (!texts || !times) {
      return Optional.empty();
    }
    return Optional.of(
        new Valid(
            claims.path("sub").stringValue(),
            claims.path("aud").stringValue(),
            claims.path("refreshTokenId").stringValue(),
            Instant.ofEpochSecond(claims.path("iat").longValue()),
            Instant.ofEpochSecond(claims.path("exp").longValue()),
            json));
  }

  private static boolean isTime(JsonNode node) {
    return node.isIntegralNumber()
        && node.canConvertToLong()
        && Math.abs(node.longValue()) <= Instant.MAX.getEpochSecond();
  }
}

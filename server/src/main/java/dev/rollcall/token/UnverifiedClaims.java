package dev.rollcall.token;

import dev.rollcall.jdbc.SignatureAlgorithm;
import dev.rollcall.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What a token says before anybody knows whether it is true: enough to find whom to ask, and to
/// say what is wrong with it. Nothing of it is to be believed.
record UnverifiedClaims(JsonNode header, JsonNode payload) {
  private static final int LONGEST = 16 << 10;
  private static final int LONGEST_SHOWN = 100;

  static UnverifiedClaims read(String token) {
    String[] parts = token.length() > LONGEST ? new String[0] : token.split("\\.", -1);
    return parts.length == 3
        ? new UnverifiedClaims(part(parts[0]), part(parts[1]))
        : new UnverifiedClaims(MissingNode.getInstance(), MissingNode.getInstance());
  }

  private static JsonNode part(String text) {
    try {
      return Json.MAPPER.readTree(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException | JacksonException unreadable) {
      return MissingNode.getInstance();
    }
  }

  /// Empty where there is none.
  String issuer() {
    return payload.path("iss").isString() ? payload.path("iss").stringValue() : "";
  }

  String shownIssuer() {
    StringBuilder shown = new StringBuilder();
    issuer()
        .chars()
        .limit(LONGEST_SHOWN)
        .forEach(c -> shown.append(c >= 0x20 && c < 0x7F ? (char) c : '?'));
    return shown.toString();
  }

  Set<String> audiences() {
    Set<String> found = new HashSet<>();
    JsonNode audience = payload.path("aud");
    if (audience.isString()) {
      found.add(audience.stringValue());
    } else if (audience.isArray()) {
      audience.forEach(one -> {
        if (one.isString()) {
          found.add(one.stringValue());
        }
      });
    }
    return found;
  }

  /// A time as it stands there; `-` where there is none.
  String time(String name) {
    JsonNode time = payload.path(name);
    return time.isNumber() ? time.toString() : "-";
  }

  boolean isEarly(Instant now) {
    JsonNode time = payload.path("nbf");
    return time.isNumber() && time.doubleValue() > now.getEpochSecond();
  }

  boolean hasOtherAlgorithm() {
    String named = header.path("alg").asString("");
    return header.isObject()
        && Arrays.stream(SignatureAlgorithm.values())
            .noneMatch(known -> known.wireName().equals(named));
  }

  boolean lacksKid() {
    return header.isObject() && !header.path("kid").isString();
  }
}

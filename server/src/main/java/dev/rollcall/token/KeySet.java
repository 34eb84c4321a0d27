package dev.rollcall.token;

import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A project's keys as they stood in the table at one moment.
record KeySet(Timetable timetable, Map<String, RingKey> keys, Instant readAt) {

  boolean isYoungerThan(Duration age, Instant now) {
    return Duration.between(readAt, now).abs().compareTo(age) < 0;
  }

  Optional<RingKey> signing(Instant now) {
    return timetable.signing(now).map(key -> keys.get(key.kid()));
  }

  /// A published key; a token under any of them is good.
  Optional<RingKey> find(String kid, Instant now) {
    return timetable.published(now).stream()
        .filter(key -> key.kid().equals(kid))
        .findFirst()
        .map(key -> keys.get(key.kid()));
  }

  /// The public halves, newest first, as RFC 7517 writes a key set.
  String toJson(Instant now) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ArrayNode list = json.putArray("keys");
    for (KeyInfo info : timetable.published(now).reversed()) {
      RingKey published = keys.get(info.kid());
      if (published != null) {
        ECKey key = published.pair();
        list.addObject()
            .put("kty", "EC")
            .put("crv", "P-256")
            .put("alg", "ES256")
            .put("x", key.getX().toString())
            .put("y", key.getY().toString())
            .put("kid", info.kid());
      }
    }
    return json.toString();
  }
}

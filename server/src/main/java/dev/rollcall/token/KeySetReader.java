package dev.rollcall.token;

import dev.rollcall.jdbc.Jwk;
import dev.rollcall.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads what an issuer publishes (RFC 7517 §5). Keys that are not to be trusted are passed over,
/// and so is a key under the name of an earlier one.
final class KeySetReader {
  private static final int MOST_KEYS = 100;
  private static final int MOST_REMEMBERED = 1_000;
  private static final int LONGEST_MESSAGE = 500;

  private KeySetReader() {}

  sealed interface Reading {
    /// A key set, of which these keys count.
    ///
    /// @param bound the thumbprints of all keys that there ever were, by `kid`, the oldest first
    /// @param passedOver why the others do not count; empty where all do
    record Good(
        String text, Map<String, IssuerKey> keys, Map<String, String> bound, String passedOver)
        implements Reading {
      public Good {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        bound = Collections.unmodifiableMap(new LinkedHashMap<>(bound));
      }
    }

    /// No key set.
    record Garbage(String reason) implements Reading {}
  }

  static Reading read(byte[] body, Map<String, String> bound) {
    return read(new String(body, StandardCharsets.UTF_8), bound);
  }

  /// @param bound what each name meant until now
  static Reading read(String text, Map<String, String> bound) {
    JsonNode list;
    try {
      list = Json.MAPPER.readTree(text).path("keys");
    } catch (JacksonException notJson) {
      return new Reading.Garbage("what is there is no JSON");
    }
    if (!list.isArray()) {
      return new Reading.Garbage("what is there is no key set: it has no list 'keys'");
    }
    if (list.size() > MOST_KEYS) {
      return new Reading.Garbage(
          "the set has " + list.size() + " keys, and " + MOST_KEYS + " is the most");
    }
    Map<String, IssuerKey> keys = new LinkedHashMap<>();
    Map<String, String> remembered = new LinkedHashMap<>(bound);
    List<String> passedOver = new ArrayList<>();
    for (JsonNode one : list) {
      String jwk = one.toString();
      switch (Jwk.read(jwk, null, Set.of())) {
        case Jwk.Unsound(var reason) -> passedOver.add(name(one) + ": " + reason);
        case Jwk.Sound(var trusted) -> {
          IssuerKey key = new IssuerKey(trusted, jwk);
          String before = remembered.putIfAbsent(key.kid(), key.thumbprint());
          if (before == null || before.equals(key.thumbprint())) {
            keys.putIfAbsent(key.kid(), key);
          } else {
            passedOver.add(name(one) + ": Another key had this kid before it");
          }
        }
      }
    }
    while (remembered.size() > MOST_REMEMBERED) {
      remembered.remove(remembered.keySet().iterator().next());
    }
    return new Reading.Good(text, keys, remembered, shown(String.join("; ", passedOver)));
  }

  private static String name(JsonNode jwk) {
    return "the key '" + jwk.path("kid").asString("") + "'";
  }

  /// A stranger's words as they may stand in a message.
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(LONGEST_MESSAGE)
        .forEach(c -> shown.append(c >= 0x20 && c < 0x7F ? (char) c : '?'));
    return shown.toString();
  }
}

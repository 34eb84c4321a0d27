package dev.rollcall.jdbc;

import dev.rollcall.jdbc.JsonValue.Elements;
import dev.rollcall.jdbc.JsonValue.Members;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What came of reading a key set as issuers publish it (RFC 7517 §5).
public sealed interface KeySet {
  /// No set is read that is longer, in bytes of UTF-8.
  int LARGEST = 64 << 10;

  /// No set is read that has more keys.
  int MOST_KEYS = 100;

  /// Its keys, save for those that must not be trusted, or are for something else.
  ///
  /// @param leftOut a sentence for each of the others
  record Keys(Map<String, TrustedKey> byKid, List<String> leftOut) implements KeySet {
    public Keys {
      byKid = Map.copyOf(byKid);
      leftOut = List.copyOf(leftOut);
    }
  }

  /// It is none.
  ///
  /// @param reason a sentence without its full stop
  record Unreadable(String reason) implements KeySet {}

  /// @param audiences for all of its keys, see [TrustedKey]
  static KeySet read(byte[] json, Set<String> audiences) {
    if (json.length > LARGEST) {
      return new Unreadable("The key set is larger than " + LARGEST + " bytes");
    }
    return JsonText.object(json)
        .map(set -> read(set, audiences))
        .orElseGet(() -> new Unreadable("The key set is no JSON object"));
  }

  private static KeySet read(Members set, Set<String> audiences) {
    if (!(set.values().get("keys") instanceof Elements(var listed))) {
      return new Unreadable("The key set has no list 'keys'");
    }
    if (listed.size() > MOST_KEYS) {
      return new Unreadable("The key set has more than " + MOST_KEYS + " keys");
    }
    Map<String, TrustedKey> keys = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      String name = "Key " + (i + 1);
      if (!(listed.get(i) instanceof Members jwk)) {
        leftOut.add(name + ": It is no JSON object");
        continue;
      }
      if (!jwk.text("kid").isEmpty()) {
        name += " ('" + jwk.text("kid") + "')";
      }
      switch (JwkReader.read(jwk, null, audiences)) {
        case Jwk.Unsound(var reason) -> leftOut.add(name + ": " + reason);
        case Jwk.Sound(var key) -> {
          if (keys.putIfAbsent(key.kid(), key) != null) {
            leftOut.add(name + ": Another key of this set has the same kid");
          }
        }
      }
    }
    return new Keys(keys, leftOut);
  }
}

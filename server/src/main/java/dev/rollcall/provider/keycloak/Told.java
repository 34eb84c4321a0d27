package dev.rollcall.provider.keycloak;

import dev.rollcall.provider.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The newest events that were handed out, so that reading the last seconds again says nothing
/// twice. An event counts as handed out only once the caller returns with the cursor that went with
/// it; until then its transaction may have failed, and the event is said again.
final class Told {
  private static final int MOST = 20_000;

  private final Set<String> ids = new LinkedHashSet<>();
  private List<String> offered = List.of();
  private String digest = "";

  /// Takes note of the digest with which the caller returns.
  void returnedWith(String returned) {
    if (!returned.equals(digest)) {
      ids.clear();
      offered = List.of();
      digest = returned;
    }
    ids.addAll(offered);
    offered = List.of();
    Stream<String> oldest = ids.stream().limit(Math.max(0, ids.size() - MOST));
    oldest.toList().forEach(ids::remove);
  }

  boolean has(String eventId) {
    return ids.contains(eventId);
  }

  /// Hands events out.
  ///
  /// @return the digest with which the caller returns once it has stored them
  String offer(List<StoredEvent> events) {
    if (events.isEmpty()) {
      return digest;
    }
    offered = events.stream().map(StoredEvent::eventId).toList();
    digest = sha256(digest + "\n" + String.join("\n", offered)).substring(0, 32);
    return digest;
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}

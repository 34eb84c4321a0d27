package dev.rollcall.project;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keys of an application that were made together, as they may be shown again.
///
/// @param ends the last four characters of each
public record KeySet(
    UUID id,
    String description,
    Map<ApplicationKey.Kind, String> ends,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant revokedAt) {
  public KeySet {
    ends = Map.copyOf(ends);
  }

  public boolean validAt(Instant now) {
    return revokedAt == null && now.isBefore(expiresAt);
  }

  /// The same with the hashes that incoming keys are compared with.
  record Hashed(KeySet keys, Map<ApplicationKey.Kind, byte[]> hashes) {
    Hashed {
      hashes = new EnumMap<>(hashes);
    }

    boolean matches(ApplicationKey.Kind kind, byte[] hash) {
      byte[] ours = hashes.get(kind);
      return ours != null && MessageDigest.isEqual(ours, hash);
    }
  }
}

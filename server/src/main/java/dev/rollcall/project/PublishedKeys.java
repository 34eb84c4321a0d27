package dev.rollcall.project;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was found at a JWKS URL.
///
/// @param json the last good set, word for word; null where there was none yet
/// @param fetchedAt when that was
/// @param failedAt when it last could not be fetched; null where the newest look was a good one
/// @param failure why not
/// @param bound the thumbprints of all keys that there ever were, by `kid`, the oldest first
public record PublishedKeys(
    @Nullable String json,
    @Nullable Instant fetchedAt,
    @Nullable Instant failedAt,
    @Nullable String failure,
    Map<String, String> bound) {
  public static final PublishedKeys NONE = new PublishedKeys(null, null, null, null, Map.of());
}

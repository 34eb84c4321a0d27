package dev.rollcall.feed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One change in `users_sync`, as a follower gets it.
///
/// @param cursor where a follower goes on after it
/// @param userId null for `resync`
public record Change(String cursor, String type, @Nullable String userId, Instant at) {}

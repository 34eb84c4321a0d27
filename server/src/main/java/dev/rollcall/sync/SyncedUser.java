package dev.rollcall.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `users_sync`, as people look at it.
public record SyncedUser(
    String id,
    @Nullable String name,
    @Nullable String email,
    @Nullable Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant deletedAt,
    String rawJson) {}

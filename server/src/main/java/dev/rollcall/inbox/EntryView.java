package dev.rollcall.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entry as people look at it.
///
/// @param outcome `waiting` where there is none yet
/// @param dropped whether the payload was taken out of it
public record EntryView(
    long number,
    String provider,
    String eventId,
    Instant receivedAt,
    Instant dueAt,
    int attempts,
    @Nullable String userId,
    String outcome,
    @Nullable String reason,
    @Nullable Instant settledAt,
    boolean dropped,
    byte @Nullable [] payload) {}

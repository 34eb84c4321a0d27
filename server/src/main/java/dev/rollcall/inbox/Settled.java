package dev.rollcall.inbox;

import org.jspecify.annotations.Nullable;

/// An entry's end.
///
/// @param userId the user that it was about, as far as is known
/// @param reason why, where the outcome alone does not say
public record Settled(
    long number, Outcome outcome, @Nullable String userId, @Nullable String reason) {}

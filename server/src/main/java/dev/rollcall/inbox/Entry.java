package dev.rollcall.inbox;

import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;
import java.time.Instant;

/// A stored event that has been claimed, to be read and applied.
///
/// @param attempts how often it was claimed before and put back
public record Entry(
    long number, ProviderId provider, StoredEvent event, Instant receivedAt, int attempts) {}

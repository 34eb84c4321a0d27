package dev.rollcall.feed.hook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an application wants to be told of changes.
///
/// @param eventTypes which it wants; empty for all
/// @param disabledReason why it is told nothing; null while it is
/// @param failingSince since when nothing has arrived; null where the last message did
/// @param oldSecretUntil until when messages are signed with the secret before, too; null where the
///   secret was not changed lately
public record Endpoint(
    String id,
    String url,
    String description,
    List<String> eventTypes,
    boolean enabled,
    @Nullable String disabledReason,
    @Nullable Instant failingSince,
    @Nullable Instant oldSecretUntil,
    Instant createdAt) {
  public Endpoint {
    eventTypes = List.copyOf(eventTypes);
  }
}

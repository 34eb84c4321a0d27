package dev.rollcall.provider.clerk;

import dev.rollcall.provider.NoAnswer;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// What came of one request to Clerk's Backend API.
sealed interface ClerkReply {

  /// @param readAt when the request was sent, on Clerk's clock
  record Told(JsonNode tree, Instant readAt) implements ClerkReply {}

  /// Clerk itself says, with a body of its own, that there is no such thing or that we may not ask
  /// so.
  ///
  /// @param missing true for its `resource_not_found`
  /// @param reason the same for callers to whom it makes no difference
  record Rejected(boolean missing, Instant readAt, NoAnswer reason) implements ClerkReply {}

  /// Nothing that says anything.
  record Nothing(NoAnswer reason) implements ClerkReply {}
}

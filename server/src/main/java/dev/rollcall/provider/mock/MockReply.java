package dev.rollcall.provider.mock;

import dev.rollcall.provider.NoAnswer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a request to the mock provider came to.
sealed interface MockReply {

  /// A 200 with a JSON object.
  ///
  /// @param readAt when the request began, on the provider's clock
  record Body(ObjectNode tree, Instant readAt) implements MockReply {}

  /// Anything else.
  ///
  /// @param code the provider's own code for it; null where the answer is not its own
  record Refused(@Nullable String code, Instant readAt, NoAnswer reason) implements MockReply {}
}

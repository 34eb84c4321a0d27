package dev.rollcall.provider.stack;

import dev.rollcall.provider.NoAnswer;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// What a request to Stack Auth's API came to.
sealed interface StackAnswer {

  /// A 200 with a JSON object.
  ///
  /// @param readAt when the request began, on Stack's clock
  record Body(ObjectNode tree, Instant readAt) implements StackAnswer {}

  /// One of Stack's known errors: it has understood the request, and refuses it.
  ///
  /// @param message what Stack says about it
  /// @param asNoAnswer the same for a caller that has no use for the code
  record KnownError(int status, String code, String message, Instant readAt, NoAnswer asNoAnswer)
      implements StackAnswer {}

  /// Anything else.
  record Nothing(NoAnswer reason) implements StackAnswer {}
}

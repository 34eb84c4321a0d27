package dev.rollcall.provider.mock;

import dev.rollcall.provider.NoAnswer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a request to the mock provider came to.
///
/// @param <T> what it asked for
sealed interface MockReply<T> {

  /// A 200 with what was asked for.
  ///
  /// @param readAt when the request began, on the provider's clock
  record Body<T>(T content, Instant readAt) implements MockReply<T> {}

  /// Anything else.
  ///
  /// @param code the provider's own code for it; null where the answer is not its own
  record Refused<T>(@Nullable String code, Instant readAt, NoAnswer reason)
      implements MockReply<T> {}
}

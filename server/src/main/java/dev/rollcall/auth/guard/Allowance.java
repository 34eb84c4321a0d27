package dev.rollcall.auth.guard;

import java.time.Duration;

/// Whether somebody may go on.
public sealed interface Allowance {
  record Allowed() implements Allowance {}

  /// Not before this time has passed.
  record Wait(Duration retryAfter) implements Allowance {

    /// For the header `Retry-After`: whole seconds, rounded up.
    public long seconds() {
      return Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    }
  }
}

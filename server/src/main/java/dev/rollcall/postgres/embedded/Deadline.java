package dev.rollcall.postgres.embedded;

import java.time.Duration;

/// A moment from which on there is no more waiting.
record Deadline(long nanos) {
  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - nanos >= 0;
  }
}

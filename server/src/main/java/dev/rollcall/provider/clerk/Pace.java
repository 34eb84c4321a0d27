package dev.rollcall.provider.clerk;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// Keeps the pages of a listing apart, so that it leaves room in Clerk's limit (100 requests in 10
/// seconds for a development instance) for the pulls and fetches beside it, and for the
/// application.
final class Pace {
  private static final Duration APART = Duration.ofMillis(125);

  private final InstantSource clock;
  private final AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);

  Pace(InstantSource clock) {
    this.clock = clock;
  }

  /// Waits for this page's turn, and never longer than one gap, whatever the clock does.
  ///
  /// @throws InterruptedException if the thread is told to stop meanwhile
  void awaitTurn() throws InterruptedException {
    Instant now = clock.instant();
    Instant turn = last.updateAndGet(previous -> now.plus(pause(previous, now)));
    Thread.sleep(Duration.between(now, turn));
  }

  private static Duration pause(Instant previous, Instant now) {
    Duration pause = Duration.between(now, previous.plus(APART));
    if (pause.isNegative()) {
      return Duration.ZERO;
    }
    return pause.compareTo(APART) > 0 ? APART : pause;
  }
}

package dev.rollcall.feed.hook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a message that did not arrive is sent again: seven times over about 28 hours, each time up
/// to a tenth later than it says here, so that what failed together does not come back together.
final class RetrySchedule {
  /// An endpoint where nothing arrived for so long is disabled.
  static final Duration GIVE_UP_ON_ENDPOINT = Duration.ofDays(5);

  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(10));

  private static final Duration LONGEST_ASKED = Duration.ofHours(24);
  private static final double JITTER = 0.1;

  private final RandomGenerator random;

  RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /// How long to wait after a failure; empty where the schedule has ended.
  ///
  /// @param retries how many there have been
  /// @param asked what the receiver's `Retry-After` said; it can only make the wait longer
  Optional<Duration> next(int retries, Optional<Duration> asked) {
    if (retries >= WAITS.size()) {
      return Optional.empty();
    }
    Duration wait = WAITS.get(retries);
    Duration later = wait.plusMillis((long) (wait.toMillis() * JITTER * random.nextDouble()));
    Duration least =
        asked
            .map(one -> one.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : one)
            .orElse(Duration.ZERO);
    return Optional.of(later.compareTo(least) > 0 ? later : least);
  }
}

package dev.rollcall.token;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The copy of one project's keys that this process keeps in memory. It is never used when it is a
/// second old, so what another process changes is seen by then. From half a second on, one caller
/// reads the table anew while the others go on with what they have.
final class KeyCopy {
  private static final Duration USABLE = Duration.ofSeconds(1);
  private static final Duration FRESH = Duration.ofMillis(500);

  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable KeySet copy;

  KeySet get(Instant now, Function<@Nullable KeySet, KeySet> read) {
    return youngerThan(FRESH, now, read);
  }

  /// A copy younger than `age`; while another thread reads, one younger than a second will do.
  KeySet youngerThan(Duration age, Instant now, Function<@Nullable KeySet, KeySet> read) {
    KeySet known = copy;
    if (known != null && known.isYoungerThan(age, now)) {
      return known;
    }
    if (known == null || !known.isYoungerThan(USABLE, now)) {
      reading.lock();
    } else if (!reading.tryLock()) {
      return known;
    }
    try {
      known = copy;
      if (known == null || !known.isYoungerThan(age, now)) {
        known = read.apply(known);
        copy = known;
      }
      return known;
    } finally {
      reading.unlock();
    }
  }
}

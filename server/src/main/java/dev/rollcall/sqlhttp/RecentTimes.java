package dev.rollcall.sqlhttp;

import dev.rollcall.auth.guard.Limit.Rate;
import dev.rollcall.auth.guard.Limit.Rates;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// When something happened for each of many subjects, as far back as a limit counts. Kept in
/// memory, and no more than a bounded number of subjects: the one that nobody asked about for
/// longest goes.
final class RecentTimes {
  private static final int SUBJECTS = 20_000;

  private final Optional<Rates> rates;
  private final InstantSource clock;
  private final Map<String, Deque<Instant>> times =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
          return size() > SUBJECTS;
        }
      };

  /// @param rates empty to count nothing
  RecentTimes(Optional<Rates> rates, InstantSource clock) {
    this.rates = rates;
    this.clock = clock;
  }

  synchronized boolean knows(String subject) {
    return times.get(subject) != null;
  }

  synchronized void know(String subject) {
    times.computeIfAbsent(subject, _ -> new ArrayDeque<>());
  }

  /// It happened just now.
  synchronized void add(String subject) {
    rates.ifPresent(limit -> {
      Deque<Instant> all = times.computeIfAbsent(subject, _ -> new ArrayDeque<>());
      all.addLast(clock.instant());
      if (all.size() > limit.sustained().count()) {
        all.removeFirst();
      }
    });
  }

  /// How long until it may happen again; nothing if it may now.
  synchronized Duration wait(String subject) {
    Deque<Instant> all = times.get(subject);
    if (rates.isEmpty() || all == null) {
      return Duration.ZERO;
    }
    Instant now = clock.instant();
    Duration burst = wait(all, rates.get().burst(), now);
    Duration sustained = wait(all, rates.get().sustained(), now);
    return burst.compareTo(sustained) > 0 ? burst : sustained;
  }

  /// Until the oldest of so many has left the span.
  private static Duration wait(Deque<Instant> all, Rate rate, Instant now) {
    if (all.size() < rate.count()) {
      return Duration.ZERO;
    }
    Instant oldest = all.stream().skip(all.size() - (long) rate.count()).findFirst().orElse(now);
    return Duration.between(now, oldest.plus(rate.span()));
  }
}

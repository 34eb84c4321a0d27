package dev.rollcall.fail;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Told at each step on an event's way. In production that is [#NONE], which does nothing; the
/// fault suite starts servers that end between two steps.
@FunctionalInterface
public interface FailPoints {
  FailPoints NONE = _ -> {};

  void at(Step step);

  /// What has just been done.
  enum Step {
    /// An event is verified, and about to be stored.
    RECEIVED,
    /// It is committed; nobody was told.
    STORED,
    /// The sender has its 2xx.
    ACKNOWLEDGED,
    /// A batch is claimed.
    CLAIMED,
    /// Its rows are written.
    APPLIED,
    /// Its entries are settled; nothing is committed.
    SETTLED,
    /// All of it is committed.
    COMMITTED
  }

  /// Ends the process without a warning, as `kill -9` does, when a step is reached for the nth
  /// time.
  ///
  /// @param setting such as `stored:17`; null for [#NONE]
  /// @throws IllegalArgumentException if there is no such step
  static FailPoints of(@Nullable String setting) {
    if (setting == null) {
      return NONE;
    }
    String[] parts = setting.split(":", -1);
    Step fatal = Step.valueOf(parts[0].toUpperCase(Locale.ROOT));
    AtomicInteger left = new AtomicInteger(Integer.parseInt(parts[1]));
    return step -> {
      if (step == fatal && left.decrementAndGet() <= 0) {
        Runtime.getRuntime().halt(137);
      }
    };
  }
}

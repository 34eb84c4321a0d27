package dev.rollcall.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The provider's clock, as far as its `Date` headers tell. Reads are ordered by it, so the
/// estimate moves only when an answer proves it wrong, and a correction by as little as a header is
/// rounded never has two reads change places.
public final class ProviderClock {
  private static final Duration ROUNDING = Duration.ofSeconds(2);

  private final InstantSource ours;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
  private final AtomicReference<Told> latest =
      new AtomicReference<>(new Told(Instant.MIN, Instant.MIN));

  public ProviderClock(InstantSource ours) {
    this.ours = ours;
  }

  /// The provider's time now, in milliseconds' precision.
  public Instant now() {
    return at(ours.instant());
  }

  /// The provider's time at a moment of our clock, in milliseconds' precision. The start of a read
  /// is asked for once its answer has been observed: the first answer already corrects it.
  public Instant at(Instant moment) {
    Instant theirs = Instant.ofEpochMilli(moment.plus(offset.get()).toEpochMilli());
    Told before =
        latest.getAndUpdate(told ->
            moment.isBefore(told.moment) ? told : new Told(moment, told.inOrder(moment, theirs)));
    return before.inOrder(moment, theirs);
  }

  /// The latest moment of ours that was asked for, and what was said of it.
  private record Told(Instant moment, Instant theirs) {

    /// `candidate`, unless a correction moved it to the other side of what was said before.
    Instant inOrder(Instant asked, Instant candidate) {
      if (asked.isBefore(moment)) {
        return isJust(theirs, candidate) ? theirs.minusMillis(1) : candidate;
      }
      if (!isJust(candidate, theirs)) {
        return candidate;
      }
      return asked.isAfter(moment) ? theirs.plusMillis(1) : theirs;
    }

    private static boolean isJust(Instant early, Instant late) {
      return !early.isAfter(late) && Duration.between(early, late).compareTo(ROUNDING) <= 0;
    }
  }

  /// Learns from an answer.
  ///
  /// @param sent when we sent the request, on our clock
  /// @param received when its answer had arrived, on our clock
  /// @param date the answer's `Date` header, which is cut to whole seconds (RFC 9110 §6.6.1)
  public void observe(Instant sent, Instant received, Instant date) {
    Duration least = Duration.between(received, date);
    Duration most = Duration.between(sent, date.plusSeconds(1));
    offset.updateAndGet(current -> {
      if (current.compareTo(least) < 0) {
        return least;
      }
      return current.compareTo(most) > 0 ? most : current;
    });
  }
}

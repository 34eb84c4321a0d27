package dev.rollcall.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The provider's clock, as far as its `Date` headers tell. Reads are ordered by it, so the
/// estimate moves only when an answer proves it wrong: two reads in a row never change places
/// because one header was rounded differently.
public final class ProviderClock {
  private final InstantSource ours;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

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
    return Instant.ofEpochMilli(moment.plus(offset.get()).toEpochMilli());
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

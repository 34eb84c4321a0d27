package dev.rollcall.sync;

import dev.rollcall.inbox.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/// Where the search for due entries begins. Postgres' index still holds those that were settled
/// since it was last vacuumed, a hundred thousand of them after a busy minute, and a search from
/// its beginning walks over all of them. So only one search in a second begins there; it finds what
/// became visible late, or was put down by a server whose clock is behind.
final class DueFrom {
  private static final long FROM_THE_BEGINNING_EVERY = Duration.ofSeconds(1).toNanos();

  /// Entries that came a little earlier than others may be committed a little later.
  private static final Duration LATE = Duration.ofMillis(200);

  private final LongSupplier nanoTime;
  private Instant floor = Instant.EPOCH;
  private long fromTheBeginning;

  /// @param nanoTime runs on whatever becomes of the clock, as [System#nanoTime] does
  DueFrom(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    fromTheBeginning = nanoTime.getAsLong() - FROM_THE_BEGINNING_EVERY;
  }

  /// The time from which on entries that are due are looked for now.
  synchronized Instant from(Instant now) {
    boolean clockSetBack = now.isBefore(floor);
    if (clockSetBack || nanoTime.getAsLong() - fromTheBeginning >= FROM_THE_BEGINNING_EVERY) {
      fromTheBeginning = nanoTime.getAsLong();
      return Instant.EPOCH;
    }
    return floor;
  }

  /// Notes what a search found: either all that was due, or the first of them in their order.
  synchronized void found(Batch batch, Instant now) {
    // Received is at most due, so nothing before was left out but what others hold.
    Instant newest = batch.more() ? batch.entries().getLast().receivedAt() : now;
    floor = newest.minus(LATE);
  }
}

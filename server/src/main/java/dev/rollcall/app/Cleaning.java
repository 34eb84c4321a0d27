package dev.rollcall.app;

import dev.rollcall.feed.ChangeFeed;
import dev.rollcall.feed.hook.Messages;
import dev.rollcall.inbox.Inbox;
import dev.rollcall.jobs.Leases;
import dev.rollcall.postgres.Database;
import dev.rollcall.sync.ProjectSync;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Forgets events whose time is over, and removes the rows of deleted users whose time has come, on
/// one of all servers.
///
/// @param keepEvents how long an entry, a change or a message is kept
/// @param every how often, at the moment
record Cleaning(
    Leases leases,
    Database database,
    Inbox inbox,
    ProjectSync sync,
    Messages messages,
    Duration keepEvents,
    Supplier<Duration> every,
    InstantSource clock) {
  private static final String LEASE = "clean";
  private static final int REMOVE_AT_ONCE = 500;

  Duration next() {
    if (leases.take(LEASE)) {
      try {
        clean();
      } finally {
        leases.giveBack(LEASE);
      }
    }
    return every.get();
  }

  private void clean() {
    Instant before = clock.instant().minus(keepEvents);
    database.inTransaction(tx ->
        inbox.forget(tx, before)
            + new ChangeFeed().forget(tx, before)
            + messages.forget(tx, before));
    int removed = REMOVE_AT_ONCE;
    while (removed == REMOVE_AT_ONCE) {
      removed = database.inTransaction(tx -> sync.removeDue(tx, REMOVE_AT_ONCE, clock.instant()));
    }
  }
}

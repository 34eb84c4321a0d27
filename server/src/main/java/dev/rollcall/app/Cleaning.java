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

/// Forgets events whose time is over, and removes the rows of deleted users whose time has come, on
/// one of all servers.
///
/// @param keepEvents how long an entry, a change or a message is kept
record Cleaning(
    Leases leases,
    Database database,
    Inbox inbox,
    ProjectSync sync,
    Messages messages,
    Duration keepEvents,
    InstantSource clock) {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final int REMOVE_AT_ONCE = 500;

  Duration next() {
    if (!leases.take("clean")) {
      return Leases.RENEW_EVERY;
    }
    Instant before = clock.instant().minus(keepEvents);
    database.inTransaction(tx ->
        inbox.forget(tx, before)
            + new ChangeFeed().forget(tx, before)
            + messages.forget(tx, before));
    while (sync.removeDue(REMOVE_AT_ONCE, clock) == REMOVE_AT_ONCE) {
      // Until all whose time has come are gone.
    }
    return EVERY;
  }
}

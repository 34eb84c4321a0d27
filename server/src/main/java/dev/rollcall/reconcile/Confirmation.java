package dev.rollcall.reconcile;

import dev.rollcall.inbox.Inbox;
import dev.rollcall.postgres.Database;
import dev.rollcall.sync.ProjectSync;
import java.time.Duration;
import java.util.Optional;

/// Sees to it that users whom a listing did not hold are asked for, and waits for the answers for a
/// while. What is not answered by then stays in the inbox and is asked again later.
final class Confirmation {
  private static final int PATIENCE = 100;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Database database;
  private final Inbox inbox;
  private final ProjectSync sync;
  private final KeepGoing keepGoing;

  Confirmation(Database database, Inbox inbox, ProjectSync sync, KeepGoing keepGoing) {
    this.database = database;
    this.inbox = inbox;
    this.sync = sync;
    this.keepGoing = keepGoing;
  }

  /// Empty when every question was answered; else why not, as a sentence.
  Optional<String> await(String listing) throws InterruptedException {
    long open = open(listing);
    for (int idle = 0; open > 0 && idle < PATIENCE && keepGoing.stillOurs(); ) {
      sync.lookups().lookUpNext();
      long left = open(listing);
      if (left < open) {
        idle = 0;
      } else {
        idle++;
        Thread.sleep(PAUSE);
      }
      open = left;
    }
    return open == 0
        ? Optional.empty()
        : Optional.of(
            open
                + " users were not listed, and the provider has not yet confirmed that they are"
                + " gone; they are asked for again until it does");
  }

  private long open(String listing) {
    return database.inTransaction(tx -> inbox.openSuspicions(tx, listing));
  }
}

package dev.rollcall.app;

import dev.rollcall.feed.ChangeFeed;
import dev.rollcall.feed.Followers;
import dev.rollcall.inbox.GroupCommit;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.sync.ProjectSync;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes rows of what a provider said, while the project has one.
///
/// @param arrivals leaves less to applying while senders come in crowds
/// @param changed told when there may be something to look up, to number or to tell
/// @param arrived told when there is something to apply
record Applying(
    Supplier<Optional<Connector>> connector,
    ProjectSync sync,
    Database database,
    Followers followers,
    GroupCommit arrivals,
    Runnable changed,
    Runnable arrived) {
  private static final int NUMBER_AT_ONCE = 5_000;
  private static final int MANY = 100;

  Duration applyNext() throws InterruptedException {
    if (connector.get().isEmpty()) {
      return Loop.UNTIL_WOKEN;
    }
    long began = System.nanoTime();
    int count = sync.applier().applyNext();
    changed.run();
    if (count >= MANY && arrivals.isCrowded()) {
      // What is stored is safe and can wait. Senders who are not answered in time send again.
      Thread.sleep(Duration.ofNanos(System.nanoTime() - began));
    }
    return Loop.again(count > 0);
  }

  /// Numbers what was committed, beside the next batch: nobody who waits for a row waits for that.
  Duration numberNext() {
    if (connector.get().isEmpty()) {
      return Loop.UNTIL_WOKEN;
    }
    ChangeFeed feed = new ChangeFeed();
    while (database.inTransaction(tx -> feed.number(tx, NUMBER_AT_ONCE)) == NUMBER_AT_ONCE) {
      // Until all that has been committed is numbered.
    }
    followers.look();
    return Loop.UNTIL_WOKEN;
  }

  /// When [#applyNext] has something to do next.
  Optional<Instant> due(Transaction tx) throws SQLException {
    return connector.get().isEmpty() ? Optional.empty() : sync.applier().due(tx);
  }

  /// When [#numberNext] has. Whoever follows hears of what other servers and plain SQL did, too, so
  /// then there is always something.
  Optional<Instant> numberDue(Transaction tx) throws SQLException {
    return connector.get().isPresent() && (followers.count() > 0 || new ChangeFeed().waits(tx))
        ? Optional.of(Instant.EPOCH)
        : Optional.empty();
  }

  Duration lookUpNext() {
    if (connector.get().isEmpty() || sync.lookups().lookUpNext() == 0) {
      return Loop.UNTIL_WOKEN;
    }
    arrived.run();
    return Duration.ZERO;
  }

  /// When [#lookUpNext] has something to do next.
  Optional<Instant> lookUpDue(Transaction tx) throws SQLException {
    return connector.get().isEmpty() ? Optional.empty() : sync.lookups().due(tx);
  }
}

package dev.rollcall.app;

import dev.rollcall.feed.ChangeFeed;
import dev.rollcall.feed.Followers;
import dev.rollcall.postgres.Database;
import dev.rollcall.provider.Connector;
import dev.rollcall.sync.ProjectSync;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes rows of what a provider said, while the project has one.
///
/// @param applied told when there is something to look up or to tell
/// @param arrived told when there is something to apply
record Applying(
    Supplier<Optional<Connector>> connector,
    ProjectSync sync,
    Database database,
    Followers followers,
    Runnable applied,
    Runnable arrived) {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final int NUMBER_AT_ONCE = 5_000;

  Duration applyNext() {
    if (connector.get().isEmpty()) {
      return IDLE;
    }
    int count = sync.applier().applyNext();
    if (count > 0) {
      applied.run();
    }
    ChangeFeed feed = new ChangeFeed();
    while (database.inTransaction(tx -> feed.number(tx, NUMBER_AT_ONCE)) == NUMBER_AT_ONCE) {
      // Until all that has been committed is numbered.
    }
    followers.look();
    return count > 0 ? Duration.ZERO : IDLE;
  }

  Duration lookUpNext() {
    if (connector.get().isEmpty() || sync.lookups().lookUpNext() == 0) {
      return IDLE;
    }
    arrived.run();
    return Duration.ZERO;
  }
}

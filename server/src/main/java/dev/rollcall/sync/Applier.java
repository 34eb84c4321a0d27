package dev.rollcall.sync;

import dev.rollcall.inbox.Batch;
import dev.rollcall.inbox.Entry;
import dev.rollcall.inbox.Inbox;
import dev.rollcall.inbox.Settled;
import dev.rollcall.inbox.Waiting;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderUser;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Takes entries from the inbox, a batch at a time, and applies them. Rows, changes and settled
/// entries are one transaction: after a crash an entry is either untouched or done.
public final class Applier {
  private static final int LARGEST_BATCH = 500;
  private static final Duration NO_CONNECTOR_WAIT = Duration.ofSeconds(10);

  /// How long a statement waits for a lock before the batch is done again.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// How often the table is looked at while nothing goes wrong.
  private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

  private final Database database;
  private final Inbox inbox;
  private final Supplier<Connector> connector;
  private final ClaimWriter writer;
  private final UsersSyncTable table;
  private final InstantSource clock;
  private final DueFrom due = new DueFrom(System::nanoTime);
  private volatile Instant seen = Instant.EPOCH;

  Applier(
      Database database,
      Inbox inbox,
      Supplier<Connector> connector,
      ClaimWriter writer,
      UsersSyncTable table,
      InstantSource clock) {
    this.database = database;
    this.inbox = inbox;
    this.connector = connector;
    this.writer = writer;
    this.table = table;
    this.clock = clock;
  }

  /// Applies the entries that are due, up to a batch of them, and answers how many it claimed.
  ///
  /// @throws DatabaseException if Postgres is away; the entries then wait, untouched
  /// @throws TableAlteredException if the table is not as it should be; likewise
  public int applyNext() {
    try {
      return applyBatch();
    } catch (DatabaseException refused) {
      if (refused.meaning() == SqlFailure.SHAPE) {
        database.inTransaction(this::lookAtTable);
      }
      throw refused;
    }
  }

  /// When [#applyNext] has something to do next; empty where nothing waits. Something is wrong with
  /// the table as soon as it is seen, so that whoever applies says so.
  public Optional<Instant> due(Transaction tx) throws SQLException {
    Instant now = clock.instant();
    if (!now.isBefore(seen.plus(LOOK_EVERY))) {
      if (table.problem(tx).isPresent()) {
        return Optional.of(now);
      }
      seen = now;
    }
    return Waiting.TO_APPLY.due(tx, now);
  }

  /// Applies what the built-in provider says of one of its own users, in the transaction that makes
  /// it so. Only that provider is as sure of itself: everybody else's news goes through the inbox.
  ///
  /// @return false where the rule keeps the row as it is: the user was deleted after that
  /// @throws TableAlteredException if the table is not as it should be; nothing may be kept then
  public boolean applyNow(Transaction tx, ProviderEvent event, Instant now) throws SQLException {
    UsersSync.prepare(tx, PATIENCE);
    return switch (event) {
      case ProviderEvent.UserChanged(var user, _) -> writer.writeNow(tx, Upsert.own(user), now);
      case ProviderEvent.UserDeleted(var userId, var deletedAt) ->
          writer.writeNow(tx, new Deletion(userId, deletedAt, true, true), now);
      case ProviderEvent.UserTouched _,
          ProviderEvent.UsersTouched _,
          ProviderEvent.NotAboutUsers _ ->
          throw new IllegalArgumentException("Not the news of one user: " + event);
    };
  }

  /// Makes the rows of new accounts of the built-in provider, each of them named once, and answers
  /// whose were made. Whoever has a row already, or had one, gets none.
  ///
  /// @throws TableAlteredException if the table is not as it should be; nothing may be kept then
  public Set<String> makeNow(Transaction tx, List<ProviderUser> users, Instant now)
      throws SQLException {
    UsersSync.prepare(tx, PATIENCE);
    return writer.makeNow(tx, users.stream().map(Upsert::own).toList(), now);
  }

  /// Those of these users who were deleted once, and did not come back.
  public Set<String> deleted(Transaction tx, List<String> userIds) throws SQLException {
    return writer.dead(tx, userIds);
  }

  /// Holds a user's row until the transaction ends. Whoever is going to change an account takes its
  /// row first, as `delete from users_sync` does: taken the other way round, each of the two would
  /// wait for the other.
  public void holdRow(Transaction tx, String userId) throws SQLException {
    writer.hold(tx, userId);
  }

  /// Sets one number of a live user's record, such as the time of the last activity, without a new
  /// version and without a change in the feed.
  public void noteNow(Transaction tx, String userId, String key, long value) throws SQLException {
    writer.note(tx, userId, key, value);
  }

  private int applyBatch() {
    return database.inTransaction(tx -> {
      UsersSync.prepare(tx, PATIENCE);
      Instant now = clock.instant();
      if (!now.isBefore(seen.plus(LOOK_EVERY))) {
        seen = lookAtTable(tx);
      }
      Batch claimed = inbox.claim(tx, LARGEST_BATCH, due.from(now), now);
      due.found(claimed, now);
      if (!claimed.entries().isEmpty()) {
        apply(tx, claimed.entries(), now);
      }
      return claimed.entries().size();
    });
  }

  private Instant lookAtTable(Transaction tx) throws SQLException {
    Optional<String> problem = table.problem(tx);
    if (problem.isPresent()) {
      throw new TableAlteredException(problem.get());
    }
    return clock.instant();
  }

  private void apply(Transaction tx, List<Entry> entries, Instant now) throws SQLException {
    Connector speaker = connector.get();
    List<ClaimedEntry> claimed = new ArrayList<>();
    List<Settled> done = new ArrayList<>();
    List<Long> foreign = new ArrayList<>();
    for (Entry entry : entries) {
      if (!entry.provider().equals(speaker.provider())) {
        foreign.add(entry.number());
        continue;
      }
      switch (Reading.of(entry, speaker)) {
        case Reading.Claimed(var claim) -> claimed.add(claim);
        case Reading.NeedsLookup(var number, var kind, var target) ->
            inbox.lookUp(tx, number, kind, target, now);
        case Reading.Done(var settled) -> done.add(settled);
      }
    }
    inbox.postpone(
        tx,
        foreign,
        "It came from a provider that this project is no longer connected to",
        now.plus(NO_CONNECTOR_WAIT));
    writer.settle(tx, done, now);
    writer.write(tx, claimed, now);
  }
}

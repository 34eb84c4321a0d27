package dev.rollcall.sync;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.UnreadablePayloadException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Sees to it that a user who is needed now has a row: asks the provider where there is none yet,
/// and applies the answer by the rule. However many ask for one user at once, the provider is asked
/// once.
public final class NeededUsers {
  /// How long a statement waits for a lock.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int TRIES = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private final Database database;
  private final UsersView view;
  private final Supplier<Connector> connector;
  private final UsersSync usersSync;
  private final ClaimWriter writer;
  private final InstantSource clock;
  private final Map<String, CompletableFuture<Ensured>> underWay = new ConcurrentHashMap<>();

  NeededUsers(
      Database database,
      UsersView view,
      Supplier<Connector> connector,
      UsersSync usersSync,
      ClaimWriter writer,
      InstantSource clock) {
    this.database = database;
    this.view = view;
    this.connector = connector;
    this.usersSync = usersSync;
    this.writer = writer;
    this.clock = clock;
  }

  /// Returns when the row is visible to everybody, or it is clear that it will not be.
  ///
  /// @throws DatabaseException if Postgres is away, or takes no such id
  /// @throws TableAlteredException if the table is not as it should be
  public Ensured ensure(String userId) {
    Optional<SyncedUser> there = live(userId);
    if (there.isPresent()) {
      return new Ensured.Present(there.get());
    }
    CompletableFuture<Ensured> ours = new CompletableFuture<>();
    CompletableFuture<Ensured> theirs = underWay.putIfAbsent(userId, ours);
    if (theirs != null) {
      return answerOf(theirs);
    }
    try {
      // Somebody else may have ended between our look and our turn.
      Ensured ensured =
          live(userId).<Ensured>map(Ensured.Present::new).orElseGet(() -> ask(userId));
      ours.complete(ensured);
      return ensured;
    } catch (RuntimeException failure) {
      ours.completeExceptionally(failure);
      throw failure;
    } finally {
      underWay.remove(userId, ours);
    }
  }

  private static Ensured answerOf(CompletableFuture<Ensured> theirs) {
    try {
      return theirs.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  private Ensured ask(String userId) {
    if (!Reading.isStorable(userId)) {
      return new Ensured.Unknown();
    }
    Connector speaker = connector.get();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      FetchedUser answer;
      try {
        answer = speaker.fetch(userId);
      } catch (UnreadablePayloadException unreadable) {
        return new Ensured.Refused(
            "The record could not be read: " + String.valueOf(unreadable.getMessage()));
      }
      switch (answer) {
        case NoAnswer none -> {
          return seen(userId, new Ensured.ProviderAway(none));
        }
        case Missing _ -> {
          return seen(userId, new Ensured.Unknown());
        }
        case Found found when !found.user().id().equals(userId) -> {
          return seen(userId, new Ensured.Unknown());
        }
        case Found found -> {
          Optional<Ensured> ended = apply(found);
          if (ended.isPresent()) {
            return ended.get();
          }
        }
      }
    }
    return new Ensured.Locked();
  }

  /// Empty where the provider is to be asked again.
  private Optional<Ensured> apply(Found found) {
    String userId = found.user().id();
    Duration pause = FIRST_PAUSE;
    try {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        switch (database.inTransaction(tx -> write(tx, found))) {
          case WRITTEN -> {
            return Optional.of(seen(userId, new Ensured.Unknown()));
          }
          case STALE -> {
            return Optional.empty();
          }
          case LOCKED -> Thread.sleep(pause);
        }
        pause = pause.multipliedBy(2);
      }
    } catch (DatabaseException refused) {
      if (refused.meaning() != SqlFailure.DATA) {
        throw refused;
      }
      return Optional.of(new Ensured.Refused("Postgres refused the user: " + refused.reason()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return Optional.of(seen(userId, new Ensured.Locked()));
  }

  private enum Written {
    WRITTEN,
    /// A listing ended after the look began, and may have seen something newer.
    STALE,
    LOCKED
  }

  private Written write(Transaction tx, Found found) throws SQLException {
    UsersSync.prepare(tx, PATIENCE);
    if (found.user().version() == null
        && Lookups.lastListing(tx).filter(found.readAt()::isBefore).isPresent()) {
      return Written.STALE;
    }
    if (!usersSync.lock(tx, List.of(found.user().id())).isEmpty()) {
      return Written.LOCKED;
    }
    writer.writeFetched(tx, Upsert.fromFetch(found.user(), found.readAt()), clock.instant());
    return Written.WRITTEN;
  }

  private Optional<SyncedUser> live(String userId) {
    return view.find(userId).filter(user -> user.deletedAt() == null);
  }

  private record Grave(String reason, Optional<Instant> dead) {}

  /// What there is to see now, or `otherwise` where nothing is left of such a user.
  private Ensured seen(String userId, Ensured otherwise) {
    Optional<SyncedUser> row = view.find(userId);
    if (row.isPresent() && row.get().deletedAt() == null) {
      return new Ensured.Present(row.get());
    }
    if (!(otherwise instanceof Ensured.Unknown)) {
      return otherwise;
    }
    Optional<Grave> grave =
        database.inTransaction(tx ->
            tx.one(
                "select reason, dead from rollcall.tombstone where id = ?",
                found ->
                    new Grave(
                        Columns.text(found, "reason"),
                        Optional.ofNullable(Columns.time(found, "dead"))),
                userId));
    boolean erased = grave.filter(left -> left.reason().equals("erased")).isPresent();
    return row.<Ensured>map(deleted -> new Ensured.Deleted(deleted.deletedAt(), erased))
        .or(() -> grave.map(left -> new Ensured.Deleted(left.dead().orElse(null), erased)))
        .orElse(otherwise);
  }
}

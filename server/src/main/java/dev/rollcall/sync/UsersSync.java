package dev.rollcall.sync;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The table `users_sync`, which this room alone writes. Each call takes at most one claim a user.
final class UsersSync {
  private final RuleSql sql;

  UsersSync(UsersTable table) {
    this.sql = new RuleSql(table);
  }

  /// Prepares a transaction for the statements below. A statement that waits longer than `patience`
  /// for a lock fails. Each is planned anew and by way of the index: a plan that was made while the
  /// table was small would read all of it, again and again, once it is large.
  // Should we be cut off without a word, Postgres must not keep for hours what we have locked.
  static void prepare(Transaction tx, Duration patience) throws SQLException {
    tx.script(
        """
        set local lock_timeout = %d;
        set local idle_in_transaction_session_timeout = '15s';
        set local plan_cache_mode = force_custom_plan;
        set local enable_hashjoin = off;
        set local enable_mergejoin = off
        """
            .formatted(patience.toMillis()));
  }

  /// Locks the rows of these users until the transaction ends, in an order that cannot deadlock,
  /// and answers those that somebody else holds. Waits for nobody.
  Set<String> lock(Transaction tx, List<String> userIds) throws SQLException {
    return new HashSet<>(tx.all(sql.lock, UsersSync::id, SqlArray.texts(userIds)));
  }

  /// Locks the row of one user until the transaction ends, and waits for whoever holds it.
  void hold(Transaction tx, String userId) throws SQLException {
    tx.one(sql.hold, row -> row.getInt(1), userId);
  }

  /// Has this transaction merge a page of a listing: until it ends, nobody is erased whom it may
  /// have found not to be erased.
  static void mergePage(Transaction tx) throws SQLException {
    tx.all(RuleSql.MERGE_PAGE, row -> row.getBoolean(1));
  }

  /// Waits until the pages that are being merged are committed, and keeps others out until this
  /// transaction ends. A page writes rows of new users that nobody can lock before.
  static void keepPagesOut(Transaction tx) throws SQLException {
    tx.all(RuleSql.KEEP_PAGES_OUT, row -> row.getBoolean(1));
  }

  /// Those of these users who have a row and are not deleted.
  Set<String> live(Transaction tx, List<String> userIds) throws SQLException {
    return new HashSet<>(tx.all(sql.live, UsersSync::id, SqlArray.texts(userIds)));
  }

  /// Those of these users who were deleted, whether a row is left of them or not.
  Set<String> dead(Transaction tx, List<String> userIds) throws SQLException {
    return new HashSet<>(tx.all(sql.dead, UsersSync::id, SqlArray.texts(userIds)));
  }

  /// Those of these users whose personal data was erased once.
  Set<String> erased(Transaction tx, List<String> userIds) throws SQLException {
    return new HashSet<>(tx.all(sql.erased, UsersSync::id, SqlArray.texts(userIds)));
  }

  /// Applies records by the rule, and answers whose rows were made and whose were changed.
  Changed put(Transaction tx, List<Upsert> upserts) throws SQLException {
    if (upserts.isEmpty()) {
      return Changed.NOTHING;
    }
    Object[] claims = claims(upserts);
    Set<String> made = new HashSet<>(tx.all(sql.insertClaims, UsersSync::id, claims));
    Set<String> changed = new HashSet<>();
    if (made.size() < upserts.size()) {
      changed.addAll(tx.all(sql.updateClaims, UsersSync::id, claims));
    }
    remember(tx, upserts, made, changed);
    return new Changed(made, changed, Set.of());
  }

  /// Makes the rows of those who have none, and had none, and answers whose.
  Set<String> make(Transaction tx, List<Upsert> upserts) throws SQLException {
    return new HashSet<>(tx.all(sql.insertClaims, UsersSync::id, claims(upserts)));
  }

  /// The same for one record of which no other of the same version will ever be seen.
  Changed putOwn(Transaction tx, Upsert upsert) throws SQLException {
    Object[] claims = claims(List.of(upsert));
    boolean isNew = upsert.version().equals(upsert.born());
    Set<String> made =
        isNew ? new HashSet<>(tx.all(sql.insertClaims, UsersSync::id, claims)) : Set.of();
    if (!made.isEmpty()) {
      return new Changed(made, Set.of(), Set.of());
    }
    Set<String> changed = new HashSet<>(tx.all(sql.updateClaims, UsersSync::id, claims));
    return changed.isEmpty() && !isNew
        ? new Changed(
            new HashSet<>(tx.all(sql.insertClaims, UsersSync::id, claims)), Set.of(), Set.of())
        : new Changed(Set.of(), changed, Set.of());
  }

  private static Object[] claims(List<Upsert> upserts) {
    return new Object[] {
      SqlArray.texts(upserts.stream().map(Upsert::userId).toList()),
      SqlArray.times(upserts.stream().map(Upsert::born).toList()),
      SqlArray.times(upserts.stream().map(Upsert::version).toList()),
      SqlArray.booleans(upserts.stream().map(Upsert::versioned).toList()),
      SqlArray.booleans(upserts.stream().map(Upsert::fetched).toList()),
      SqlArray.texts(upserts.stream().map(Upsert::rawJson).toList())
    };
  }

  /// Sets one number in a live user's record, and nothing else.
  void note(Transaction tx, String userId, String key, long value) throws SQLException {
    tx.update(sql.note, SqlArray.texts(List.of(key)), value, userId);
  }

  /// The same for the page in `rollcall.staged_user`.
  Changed putStaged(Transaction tx) throws SQLException {
    Set<String> made = new HashSet<>(tx.all(sql.insertStaged, UsersSync::id));
    Set<String> changed = new HashSet<>(tx.all(sql.updateStaged, UsersSync::id));
    changed.removeAll(made);
    tx.update("delete from rollcall.unconfirmed where id in (select id from rollcall.staged_user)");
    return new Changed(made, changed, Set.of());
  }

  /// Marks users as deleted, and answers whose rows were marked.
  Changed markDeleted(Transaction tx, List<Deletion> deletions) throws SQLException {
    if (deletions.isEmpty()) {
      return Changed.NOTHING;
    }
    Set<String> marked =
        new HashSet<>(
            tx.all(
                sql.deleteKnown,
                UsersSync::id,
                SqlArray.texts(deletions.stream().map(Deletion::userId).toList()),
                SqlArray.times(deletions.stream().map(Deletion::at).toList()),
                SqlArray.booleans(deletions.stream().map(Deletion::confirmed).toList())));
    List<Deletion> unknown =
        deletions.stream()
            .filter(Deletion::evenIfUnknown)
            .filter(deletion -> !marked.contains(deletion.userId()))
            .toList();
    if (!unknown.isEmpty()) {
      SqlArray ids = SqlArray.texts(unknown.stream().map(Deletion::userId).toList());
      SqlArray times = SqlArray.times(unknown.stream().map(Deletion::at).toList());
      marked.addAll(tx.all(sql.deleteUnknown, UsersSync::id, ids, times));
      tx.update(sql.deleteGone, ids, times);
    }
    return new Changed(Set.of(), Set.of(), marked);
  }

  private static void remember(
      Transaction tx, List<Upsert> upserts, Set<String> made, Set<String> changed)
      throws SQLException {
    List<String> unconfirmed = new ArrayList<>();
    List<String> confirmed = new ArrayList<>();
    List<Upsert> looks = new ArrayList<>();
    for (Upsert upsert : upserts) {
      boolean won = made.contains(upsert.userId()) || changed.contains(upsert.userId());
      if (!upsert.versioned()) {
        looks.add(upsert);
      } else if (upsert.fetched()) {
        confirmed.add(upsert.userId());
      } else if (won) {
        unconfirmed.add(upsert.userId());
      }
    }
    if (!unconfirmed.isEmpty()) {
      tx.update(
          "insert into rollcall.unconfirmed select unnest(?) on conflict do nothing",
          SqlArray.texts(unconfirmed));
    }
    if (!confirmed.isEmpty()) {
      tx.update("delete from rollcall.unconfirmed where id = any (?)", SqlArray.texts(confirmed));
    }
    if (!looks.isEmpty()) {
      tx.update(
          """
          insert into rollcall.reading as r (id, began_at)
          select id, began_at from unnest(?, ?) as l (id, began_at)
          on conflict (id) do update set began_at = greatest(r.began_at, excluded.began_at)
          """,
          SqlArray.texts(looks.stream().map(Upsert::userId).toList()),
          SqlArray.times(looks.stream().map(Upsert::version).toList()));
    }
  }

  private static String id(ResultSet row) throws SQLException {
    return row.getString(1);
  }
}

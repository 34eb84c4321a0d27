package dev.rollcall.sync;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Takes the rows of deleted users away, at once or after a time, as the project decided. A row
/// that something still refers to, by a foreign key without an ON DELETE rule, stays as it is and
/// is noted in `rollcall.kept_row`; it is tried again once a day. One that an open transaction
/// refers to is left for the next time.
public final class Removal {
  private static final Duration TRY_AGAIN = Duration.ofDays(1);

  private final RemoveDeleted policy;
  private final String deleteRows;
  private final String findDue;
  private final String forgetKept;

  Removal(UsersTable table, RemoveDeleted policy) {
    this.policy = policy;
    this.deleteRows =
        """
        delete from USERS_SYNC
         where id in (select id from USERS_SYNC
                       where id = any (?::ID_TYPE[]) and deleted_at is not null
                       order by id for update skip locked)
        """
            .replace("USERS_SYNC", table.name())
            .replace("ID_TYPE", table.idType().sql());
    this.findDue =
        """
        select u.id::text from %s u
         where u.deleted_at <= ?
           and not exists (select from rollcall.kept_row k
                            where k.id = u.id::text and k.tried_at > ?)
         order by u.deleted_at
         limit ?
        """
            .formatted(table.name());
    this.forgetKept =
        """
        delete from rollcall.kept_row k
         where not exists (select from %s u
                            where u.id = k.id::%s and u.deleted_at is not null)
        """
            .formatted(table.name(), table.idType().sql());
  }

  /// Removes the rows of users that have just been marked as deleted, if that is the policy.
  void removeAtOnce(Transaction tx, Collection<String> userIds, Instant now) throws SQLException {
    if (policy.atOnce()) {
      remove(tx, List.copyOf(userIds), now);
    }
  }

  /// Removes up to `limit` rows whose time has come; answers how many were removed or cannot be.
  int removeDue(Transaction tx, int limit, Instant now) throws SQLException {
    Duration after = policy.after();
    if (after == null) {
      return 0;
    }
    // What foreign keys fire at may be locked, too.
    tx.update("set local lock_timeout = '1s'");
    List<String> due =
        tx.all(findDue, row -> row.getString(1), now.minus(after), now.minus(TRY_AGAIN), limit);
    int done = remove(tx, due, now);
    tx.update(forgetKept);
    return done;
  }

  private int remove(Transaction tx, List<String> userIds, Instant now) throws SQLException {
    if (userIds.isEmpty()) {
      return 0;
    }
    try {
      int[] removed = {0};
      tx.undoIfItFails(() -> {
        // A deferred foreign key would otherwise refuse at the commit, and the whole batch with it.
        tx.update("set constraints all immediate");
        removed[0] = tx.update(deleteRows, SqlArray.texts(userIds));
      });
      return removed[0];
    } catch (SQLException refused) {
      SqlFailure meaning = Transaction.meaning(refused);
      if (meaning == SqlFailure.UNAVAILABLE) {
        throw refused;
      }
      if (userIds.size() > 1) {
        int half = userIds.size() / 2;
        return remove(tx, userIds.subList(0, half), now)
            + remove(tx, userIds.subList(half, userIds.size()), now);
      }
      if (meaning == SqlFailure.LOCKED) {
        return 0;
      }
      keep(tx, userIds.getFirst(), refused, now);
      return 1;
    }
  }

  private static void keep(Transaction tx, String userId, SQLException refused, Instant now)
      throws SQLException {
    String message = refused.getMessage();
    tx.update(
        """
        insert into rollcall.kept_row (id, reason, tried_at) values (?, ?, ?)
        on conflict (id) do update set reason = excluded.reason, tried_at = excluded.tried_at
        """,
        userId,
        message == null ? "" : message.lines().findFirst().orElse(""),
        now);
  }
}

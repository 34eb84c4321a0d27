package dev.rollcall.sync;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `rollcall.seen_record`: of which records it is known that the rows hold them. A row
/// counts as unwritten since while its `xmin` is still the one that was noted.
public final class SeenRecords {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String findNew;

  SeenRecords(UsersTable table) {
    this.findNew =
        """
        select r.place
          from unnest(?, ?) with ordinality as r (id, digest, place)
         where not exists (
           select from rollcall.seen_record s
             join %s u on u.id = s.id::%s and u.xmin = s.row_xmin
            where s.id = r.id and s.digest = r.digest)
        """
            .formatted(table.name(), table.idType().sql());
  }

  /// A record, and who wrote the row that holds it.
  ///
  /// @param writer what [ListingMerge.Merged#holders] says
  public record Seen(String userId, UUID digest, String writer) {}

  public boolean none(Transaction tx) throws SQLException {
    return tx.one("select not exists (select from rollcall.seen_record)", row -> row.getBoolean(1))
        .orElse(true);
  }

  /// The places, from 0 on, of those records that must be compared with their rows.
  ///
  /// @param userIds null where the id is not known
  public List<Integer> unknown(
      Transaction tx, List<? extends @Nullable String> userIds, List<UUID> digests)
      throws SQLException {
    UsersSync.prepare(tx, PATIENCE);
    return tx.all(
        findNew, row -> row.getInt(1) - 1, SqlArray.texts(userIds), SqlArray.uuids(digests));
  }

  /// Forgets what is known of a user's record.
  static void forget(Transaction tx, String userId) throws SQLException {
    tx.update("delete from rollcall.seen_record where id = ?", userId);
  }

  public void note(Transaction tx, List<Seen> seen) throws SQLException {
    // Whatever a crash takes back is only compared once more.
    tx.update("set local synchronous_commit = off");
    tx.update(
        """
        insert into rollcall.seen_record as s (id, digest, row_xmin)
        select id, digest, writer::xid from unnest(?, ?, ?) as n (id, digest, writer)
        on conflict (id) do update set digest = excluded.digest, row_xmin = excluded.row_xmin
        """,
        SqlArray.texts(seen.stream().map(Seen::userId).toList()),
        SqlArray.uuids(seen.stream().map(Seen::digest).toList()),
        SqlArray.texts(seen.stream().map(Seen::writer).toList()));
  }
}

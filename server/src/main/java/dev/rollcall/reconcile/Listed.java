package dev.rollcall.reconcile;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// The table `rollcall.listed_page`: who was seen in the open comparison, and so who was not.
final class Listed {
  private final String absent;
  private final String live;

  Listed(UsersTable table) {
    // A row that is younger than the listing, or changed since it began, may well be missing from
    // it.
    this.absent =
        """
        select u.id::text
          from %s u
         where u.deleted_at is null
           and coalesce(u.updated_at, u.created_at, '-infinity') < ?
           and not exists (select from rollcall.listed l where l.id = u.id::text)
           and not exists (select from (select unnest(ids) as id from rollcall.listed_page) l
                            where l.id = u.id::text)
        """
            .formatted(table.name());
    this.live = "select count(*) from %s where deleted_at is null".formatted(table.name());
  }

  void clear(Transaction tx) throws SQLException {
    tx.update("truncate rollcall.listed, rollcall.listed_page");
  }

  void add(Transaction tx, List<String> userIds) throws SQLException {
    tx.update("insert into rollcall.listed_page (ids) values (?)", SqlArray.texts(userIds));
  }

  /// Live users that were not seen and are older than the listing.
  List<String> absent(Transaction tx, Instant listingBegan) throws SQLException {
    // How many users a page holds is not known to the planner, which would look at all for each.
    tx.script(
        """
        set local enable_nestloop = off;
        set local work_mem = '64MB';
        """);
    return tx.all(absent, row -> row.getString(1), listingBegan);
  }

  long live(Transaction tx) throws SQLException {
    return tx.number(live);
  }

  void holdBack(Transaction tx, List<String> userIds, Instant now) throws SQLException {
    tx.update("truncate rollcall.held_deletion");
    tx.update(
        "insert into rollcall.held_deletion (id, found_at) select unnest(?), ?",
        SqlArray.texts(userIds),
        now);
  }
}

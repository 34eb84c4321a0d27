package dev.rollcall.sync;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads `users_sync` for people.
public final class UsersView {
  private final Database database;
  private final UsersTable table;

  public UsersView(Database database, UsersTable table) {
    this.database = database;
    this.table = table;
  }

  /// Users by id.
  ///
  /// @param after only those with a greater id; null to start at the first
  /// @param deleted whether users that were deleted are among them
  public List<SyncedUser> list(@Nullable String after, boolean deleted, int limit) {
    String sql =
        """
        select id::text, name, email, created_at, updated_at, deleted_at, raw_json::text
          from %s
         where (?::%s is null or id > ?::%s) and (? or deleted_at is null)
         order by %s.id
         limit ?
        """
            .formatted(table.name(), table.idType().sql(), table.idType().sql(), table.name());
    return database.reading(tx -> tx.all(sql, UsersView::read, after, after, deleted, limit));
  }

  public Optional<SyncedUser> find(String id) {
    String sql =
        """
        select id::text, name, email, created_at, updated_at, deleted_at, raw_json::text
          from %s where id = ?::%s
        """
            .formatted(table.name(), table.idType().sql());
    return database.reading(tx -> tx.one(sql, UsersView::read, id));
  }

  /// How many users there are, deleted ones not counted.
  public long live() {
    return database.reading(
        tx -> tx.number("select count(*) from " + table.name() + " where deleted_at is null"));
  }

  private static SyncedUser read(ResultSet row) throws SQLException {
    return new SyncedUser(
        Columns.text(row, "id"),
        row.getString("name"),
        row.getString("email"),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"),
        Columns.time(row, "deleted_at"),
        Columns.text(row, "raw_json"));
  }
}

package dev.rollcall.rls;

import dev.rollcall.project.UsersTable;
import java.util.List;

/// Which rows and columns of `users_sync` a user of the application sees in a session of its own.
/// `raw_json` is never among the columns: it holds the server's metadata.
///
/// @param rows a condition in SQL over the columns
public record UsersPolicy(String rows, List<String> columns) {
  private static final List<String> COLUMNS =
      List.of("id", "name", "email", "created_at", "updated_at", "deleted_at");

  public UsersPolicy {
    columns = List.copyOf(columns);
    for (String column : columns) {
      if (!COLUMNS.contains(column)) {
        throw new IllegalArgumentException(
            "'" + column + "' is no column that may be shown (" + String.join(", ", COLUMNS) + ")");
      }
    }
    if (rows.isBlank()) {
      throw new IllegalArgumentException("The condition is empty; use false to show no rows");
    }
    // The driver would send what follows as a statement of its own.
    if (rows.contains(";")) {
      throw new IllegalArgumentException("The condition is one expression, without a semicolon");
    }
  }

  /// The usual one: each user sees its own row.
  public static UsersPolicy ownRow(UsersTable table) {
    return new UsersPolicy(
        switch (table.idType()) {
          case TEXT -> "id = (select auth.user_id())";
          case UUID -> "id = (select auth.uid())";
        },
        COLUMNS);
  }

  /// Users see no row, not even their own.
  public static UsersPolicy nobody() {
    return new UsersPolicy("false", List.of());
  }

  /// Every signed-in user sees every user that is not deleted.
  public static UsersPolicy everybody(List<String> columns) {
    return new UsersPolicy("(select auth.user_id()) is not null and deleted_at is null", columns);
  }
}

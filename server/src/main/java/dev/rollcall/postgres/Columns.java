package dev.rollcall.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Reads columns in the types that we use.
public final class Columns {
  private Columns() {}

  /// A `timestamptz`; null where the column is.
  public static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /// A `text` that is never null.
  public static String text(ResultSet row, String column) throws SQLException {
    String value = row.getString(column);
    if (value == null) {
      throw new IllegalStateException("Column '" + column + "' is null");
    }
    return value;
  }

  /// A `timestamptz` that is never null.
  public static Instant someTime(ResultSet row, String column) throws SQLException {
    Instant value = time(row, column);
    if (value == null) {
      throw new IllegalStateException("Column '" + column + "' is null");
    }
    return value;
  }
}

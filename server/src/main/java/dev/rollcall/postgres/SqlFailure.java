package dev.rollcall.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What a refusal of Postgres means for the one who asked. See the manual's appendix A for the
/// codes.
public enum SqlFailure {
  /// Postgres is away, full, shutting down or read-only: the same statement may well work later.
  UNAVAILABLE,
  /// Somebody else holds a lock, or won a race: the same statement will soon work.
  LOCKED,
  /// The data is at fault: the same statement never works.
  DATA,
  /// A table, column or privilege is not as it should be: an operator must act.
  SHAPE,
  /// Anything else.
  OTHER;

  static SqlFailure of(SQLException failure) {
    String state = stateOf(failure);
    if (state == null) {
      return OTHER;
    }
    return switch (state) {
      case "55P03", "40001", "40P01" -> LOCKED;
      case "25006", "XX000" -> UNAVAILABLE;
      case "428C9" -> SHAPE;
      default ->
          switch (state.substring(0, 2)) {
            case "08", "53", "57", "58" -> UNAVAILABLE;
            case "21", "22", "23", "54", "P0" -> DATA;
            case "42", "3F", "3D", "28" -> SHAPE;
            default -> OTHER;
          };
    };
  }

  private static @Nullable String stateOf(SQLException failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().length() == 5) {
        return sql.getSQLState();
      }
    }
    // HikariCP's time-out while waiting for a connection carries no code of its own.
    return failure instanceof java.sql.SQLTransientConnectionException ? "08001" : null;
  }
}

package dev.rollcall.postgres;

import java.sql.SQLException;

/// Postgres refused, or could not be reached; the transaction was rolled back.
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SqlFailure meaning;
  private final String state;

  public DatabaseException(SQLException failure) {
    super("The transaction was rolled back: " + failure.getMessage(), failure);
    this.meaning = SqlFailure.of(failure);
    this.state = failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  public SqlFailure meaning() {
    return meaning;
  }

  /// The SQLSTATE; empty where there is none.
  public String state() {
    return state;
  }
}

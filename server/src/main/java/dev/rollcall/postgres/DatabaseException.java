package dev.rollcall.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/// Postgres refused, or could not be reached; the transaction was rolled back.
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SqlFailure meaning;
  private final String state;
  private final String reason;

  public DatabaseException(SQLException failure) {
    super("The transaction was rolled back: " + failure.getMessage(), failure);
    this.meaning = SqlFailure.of(failure);
    String message = cause(failure).getMessage();
    this.reason =
        message == null ? "no reason given" : message.lines().findFirst().orElse("").strip();
    this.state = failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  /// A pool that waited in vain for a connection says only that; why stands in the cause.
  private static SQLException cause(SQLException failure) {
    return failure instanceof SQLTransientConnectionException
            && failure.getCause() instanceof SQLException why
        ? why
        : failure;
  }

  /// What Postgres, or the connection, said; one line.
  public String reason() {
    return reason;
  }

  public SqlFailure meaning() {
    return meaning;
  }

  /// The SQLSTATE; empty where there is none.
  public String state() {
    return state;
  }
}

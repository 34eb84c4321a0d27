package dev.rollcall.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// One Postgres database. All SQL runs inside [#inTransaction], so a half-done change is never
/// visible, and nothing is left behind on the connection: that is what a transaction pooler needs.
public final class Database {
  private final DataSource source;

  public Database(DataSource source) {
    this.source = source;
  }

  /// @throws DatabaseException if Postgres refuses or is away; nothing was done then, save where
  ///   the connection broke during the commit itself
  public <T> T inTransaction(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.run(new Transaction(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException failure) {
        rollBack(connection, failure);
        throw failure;
      }
    } catch (SQLException failure) {
      throw new DatabaseException(failure);
    }
  }

  public DataSource source() {
    return source;
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
  }

  /// Work done in one transaction: returning commits, throwing rolls back.
  @FunctionalInterface
  public interface Work<T> {
    T run(Transaction tx) throws SQLException;
  }
}

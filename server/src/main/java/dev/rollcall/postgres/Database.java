package dev.rollcall.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/// One Postgres database. All SQL that changes anything runs inside [#inTransaction], so a
/// half-done change is never visible, and nothing is left behind on the connection: that is what a
/// transaction pooler needs.
public final class Database {
  private final DataSource source;
  private final Duration patience;

  public Database(DataSource source) {
    this(source, Duration.ZERO);
  }

  /// @param patience zero for whatever the source has
  private Database(DataSource source, Duration patience) {
    this.source = source;
    this.patience = patience;
  }

  /// The same database for work that must not wait long for any answer of Postgres, such as on a
  /// connection whose other end is gone without a word.
  public Database within(Duration patience) {
    return new Database(source, patience);
  }

  /// @throws DatabaseException if Postgres refuses or is away; nothing was done then, save where
  ///   the connection broke during the commit itself
  public <T> T inTransaction(Work<T> work) {
    try (Connection connection = connection()) {
      connection.setAutoCommit(false);
      Transaction tx = new Transaction(connection);
      T result = commit(connection, tx, work);
      tx.committed();
      return result;
    } catch (SQLException failure) {
      throw new DatabaseException(failure);
    }
  }

  /// Runs a single query, which needs no transaction around it; that saves the trip to commit it.
  /// What it reads may have changed by the next one, and nothing that it does can be taken back.
  ///
  /// @throws DatabaseException if Postgres refuses or is away
  public <T> T inOneQuery(Work<T> work) {
    try (Connection connection = connection()) {
      connection.setAutoCommit(true);
      Transaction tx = new Transaction(connection);
      T result = work.run(tx);
      tx.committed();
      return result;
    } catch (SQLException failure) {
      throw new DatabaseException(failure);
    }
  }

  private Connection connection() throws SQLException {
    Connection connection = source.getConnection();
    if (patience.isPositive()) {
      // The pool takes it back when it gets the connection back.
      connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
    }
    return connection;
  }

  public DataSource source() {
    return source;
  }

  private static <T> T commit(Connection connection, Transaction tx, Work<T> work)
      throws SQLException {
    try {
      T result = work.run(tx);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException failure) {
      rollBack(connection, failure);
      throw failure;
    }
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

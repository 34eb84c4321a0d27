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
  private final Watch watch;

  public Database(DataSource source) {
    this(source, Duration.ZERO, Watch.NOBODY);
  }

  /// @param patience zero for whatever the source has
  private Database(DataSource source, Duration patience, Watch watch) {
    this.source = source;
    this.patience = patience;
    this.watch = watch;
  }

  /// The same database for work that must not wait long for any answer of Postgres, such as on a
  /// connection whose other end is gone without a word.
  public Database within(Duration patience) {
    return new Database(source, patience, watch);
  }

  /// The same database, with somebody who is told of what is done through this object.
  public Database watchedBy(Watch fresh) {
    return new Database(source, patience, fresh);
  }

  /// Is told after each transaction, failed or not, when its connection has been given back.
  public interface Watch {
    /// Looks away.
    Watch NOBODY =
        new Watch() {
          @Override
          public void worked() {}

          @Override
          public void read() {}
        };

    /// Something may have been written.
    void worked();

    /// Something was read by [#reading], and nothing written.
    void read();
  }

  /// @throws DatabaseException if Postgres refuses or is away; nothing was done then, save where
  ///   the connection broke during the commit itself
  public <T> T inTransaction(Work<T> work) {
    try {
      return transaction(false, work);
    } finally {
      watch.worked();
    }
  }

  /// The same for work that writes nothing; Postgres sees to that.
  ///
  /// @throws DatabaseException if Postgres refuses or is away
  public <T> T reading(Work<T> work) {
    try {
      return transaction(true, work);
    } finally {
      watch.read();
    }
  }

  private <T> T transaction(boolean readOnly, Work<T> work) {
    try (Connection connection = connection()) {
      if (readOnly) {
        connection.setReadOnly(true);
      }
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
    } finally {
      watch.worked();
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

package dev.rollcall.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Seals each transaction of a connection before its first statement.
final class SealedConnection extends Facade<Connection> {
  private final Seal seal;
  private final SessionReset reset;
  private boolean sealed;
  private boolean closed;

  SealedConnection(Connection connection, Seal seal, SessionReset reset) {
    super(Connection.class, connection);
    this.seal = seal;
    this.reset = reset;
  }

  /// What makes the transaction of a connection the current user's.
  @FunctionalInterface
  interface Seal {
    void set(Connection connection) throws SQLException;
  }

  /// Something that sends SQL.
  @FunctionalInterface
  interface Work {
    @Nullable Object perform() throws Throwable;
  }

  @Override
  @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        close();
        return null;
      }
      case "commit" -> {
        sealed = false;
        return pass(method, arguments);
      }
      case "setAutoCommit" -> {
        // Commits where it changes the mode, and does nothing where it does not.
        if (arguments != null && !Objects.equals(arguments[0], behind.getAutoCommit())) {
          sealed = false;
        }
        return pass(method, arguments);
      }
      case "rollback" -> {
        // Not to a savepoint: what was sealed before it stays.
        if (arguments == null || arguments.length == 0) {
          sealed = false;
        }
        return pass(method, arguments);
      }
      case "setSavepoint" -> {
        // Or a rollback to it would take the identity along.
        sealTransaction();
        return pass(method, arguments);
      }
      default -> {
        Object answer = pass(method, arguments);
        return switch (answer) {
          case Statement statement ->
              new SealedStatement(
                      method.getReturnType().asSubclass(Statement.class), statement, this)
                  .facade();
          case DatabaseMetaData data -> new SealedMetaData(data, this).facade();
          case null, default -> answer;
        };
      }
    }
  }

  /// Has SQL sent in a transaction that is the current user's.
  @Nullable Object inTransaction(Statement statement, Work work) throws Throwable {
    if (behind.getAutoCommit()) {
      return inOwnTransaction(statement, work);
    }
    sealTransaction();
    return work.perform();
  }

  private void sealTransaction() throws SQLException {
    if (!sealed && !behind.getAutoCommit()) {
      seal.set(behind);
      sealed = true;
    }
  }

  private @Nullable Object inOwnTransaction(Statement statement, Work work) throws Throwable {
    int fetchSize = statement.getFetchSize();
    behind.setAutoCommit(false);
    try {
      seal.set(behind);
      // All rows at once, as always in autocommit mode: a cursor would end with the transaction.
      statement.setFetchSize(0);
      Object answer = work.perform();
      behind.commit();
      return answer;
    } catch (Throwable failure) {
      takeBack(failure);
      throw failure;
    } finally {
      if (!behind.isClosed()) {
        behind.setAutoCommit(true);
      }
      if (!statement.isClosed()) {
        statement.setFetchSize(fetchSize);
      }
    }
  }

  /// A connection on which that fails must not commit anything any more.
  private void takeBack(Throwable failure) {
    try {
      behind.rollback();
    } catch (SQLException broken) {
      failure.addSuppressed(broken);
      giveUp(failure);
    }
  }

  private void giveUp(Throwable failure) {
    try {
      behind.abort(Runnable::run);
    } catch (SQLException gone) {
      failure.addSuppressed(gone);
    }
  }

  private void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try (Connection back = behind) {
      if (!back.isClosed()) {
        sweep(back);
      }
    }
  }

  private void sweep(Connection back) throws SQLException {
    try {
      boolean manual = !back.getAutoCommit();
      if (manual) {
        back.rollback();
      }
      if (!reset.statements().isEmpty()) {
        try (Statement statement = back.createStatement()) {
          statement.execute(reset.statements());
        }
        if (manual) {
          back.commit();
        }
      }
    } catch (SQLException failure) {
      // It must not go back as it is.
      giveUp(failure);
      throw failure;
    }
  }
}

package dev.rollcall.jdbc;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// Has whatever it executes sealed first.
final class SealedStatement extends Facade<Statement> {
  private final SealedConnection connection;

  SealedStatement(
      Class<? extends Statement> type, Statement statement, SealedConnection connection) {
    super(type, statement);
    this.connection = connection;
  }

  @Override
  @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    String name = method.getName();
    if (name.equals("getConnection")) {
      return connection.facade();
    }
    Object answer =
        name.startsWith("execute")
            ? connection.inTransaction(behind, () -> pass(method, arguments))
            : pass(method, arguments);
    return answer instanceof ResultSet rows
        ? new SealedRows(rows, behind, facade(), connection).facade()
        : answer;
  }
}

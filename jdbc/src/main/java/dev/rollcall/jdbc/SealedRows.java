package dev.rollcall.jdbc;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A result through which nobody gets around the seal.
final class SealedRows extends Facade<ResultSet> {
  private static final Set<String> SENDING =
      Set.of("updateRow", "insertRow", "deleteRow", "refreshRow");

  private final Statement behindStatement;
  private final Statement statement;
  private final SealedConnection connection;

  SealedRows(
      ResultSet rows, Statement behindStatement, Statement statement, SealedConnection connection) {
    super(ResultSet.class, rows);
    this.behindStatement = behindStatement;
    this.statement = statement;
    this.connection = connection;
  }

  @Override
  @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("getStatement")) {
      return statement;
    }
    return SENDING.contains(method.getName())
        ? connection.inTransaction(behindStatement, () -> pass(method, arguments))
        : pass(method, arguments);
  }
}

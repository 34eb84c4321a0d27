package dev.rollcall.jdbc;

import java.lang.reflect.Method;
import java.sql.DatabaseMetaData;
import org.jspecify.annotations.Nullable;

/// Names the sealed connection as the one it belongs to.
final class SealedMetaData extends Facade<DatabaseMetaData> {
  private final SealedConnection connection;

  SealedMetaData(DatabaseMetaData data, SealedConnection connection) {
    super(DatabaseMetaData.class, data);
    this.connection = connection;
  }

  @Override
  @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    return method.getName().equals("getConnection") ? connection.facade() : pass(method, arguments);
  }
}

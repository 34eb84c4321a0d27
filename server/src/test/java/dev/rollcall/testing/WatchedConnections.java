package dev.rollcall.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A data source that says what is about to be done with it, so that a test can count it, hold it
/// up, or have it fail.
public final class WatchedConnections {
  private WatchedConnections() {}

  /// Told of each call before it is made.
  @FunctionalInterface
  public interface Watch {

    /// @param call the method's name, such as `getConnection` or `commit`, and for
    ///   `prepareStatement` a blank and the SQL
    /// @throws SQLException to have the call fail
    void before(String call) throws SQLException;
  }

  public static DataSource of(DataSource source, Watch watch) {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          watch.before(method.getName());
          Object result = call(source, method, arguments);
          return result instanceof Connection connection ? watched(connection, watch) : result;
        });
  }

  private static Connection watched(Connection connection, Watch watch) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          watch.before(
              arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
                  ? method.getName() + " " + sql
                  : method.getName());
          return call(connection, method, arguments);
        });
  }

  @FunctionalInterface
  private interface Calls {
    @Nullable Object answer(Method method, @Nullable Object @Nullable [] arguments)
        throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> calls.answer(method, arguments)));
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause() == null ? failure : failure.getCause();
    }
  }
}

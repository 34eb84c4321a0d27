package dev.rollcall.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What Flyway is given: connections on which a search path lasts no longer than the transaction.
/// Flyway sets one for the session, and puts it back; behind a transaction pooler those are two
/// sessions, and the application's next table would be made in our schema. Our scripts name the
/// schema of everything, so they need none.
final class PoolerSafeSource {
  private static final String FOR_THE_SESSION = "set_config('search_path', ?, false)";
  private static final String FOR_THE_TRANSACTION = "set_config('search_path', ?, true)";

  private PoolerSafeSource() {}

  static DataSource over(DataSource source) {
    return proxy(DataSource.class, source);
  }

  private static <T> T proxy(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              try {
                return wrapped(method.invoke(target, localized(arguments)));
              } catch (InvocationTargetException failure) {
                throw failure.getCause() == null ? failure : failure.getCause();
              }
            }));
  }

  private static @Nullable Object wrapped(@Nullable Object answer) {
    return answer instanceof Connection connection ? proxy(Connection.class, connection) : answer;
  }

  private static Object @Nullable [] localized(Object @Nullable [] arguments) {
    if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
      arguments[0] = sql.replace(FOR_THE_SESSION, FOR_THE_TRANSACTION);
    }
    return arguments;
  }
}

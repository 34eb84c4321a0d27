package dev.rollcall.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/// Stands before an object of a JDBC driver and lets most calls through. By reflection, so that it
/// has every method that the driver's interface has, now and later.
abstract class Facade<T extends Wrapper> implements InvocationHandler {
  protected final T behind;
  private final T facade;

  protected Facade(Class<? extends T> type, T behind) {
    this.behind = behind;
    this.facade =
        type.cast(
            Proxy.newProxyInstance(Facade.class.getClassLoader(), new Class<?>[] {type}, this));
  }

  final T facade() {
    return facade;
  }

  @Override
  public final @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "unwrap" -> {
        Class<?> type = type(arguments);
        yield type.isInstance(proxy)
            ? proxy
            : type.isInstance(behind) ? behind : behind.unwrap(type);
      }
      case "isWrapperFor" -> {
        Class<?> type = type(arguments);
        yield type.isInstance(proxy) || type.isInstance(behind) || behind.isWrapperFor(type);
      }
      default -> call(method, arguments);
    };
  }

  /// Every call but those of [Object] and [Wrapper].
  abstract @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable;

  protected final @Nullable Object pass(Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(behind, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause() == null ? failure : failure.getCause();
    }
  }

  private static Class<?> type(@Nullable Object @Nullable [] arguments) throws SQLException {
    if (arguments != null && arguments[0] instanceof Class<?> type) {
      return type;
    }
    throw new SQLException("unwrap and isWrapperFor need a type, not null");
  }
}

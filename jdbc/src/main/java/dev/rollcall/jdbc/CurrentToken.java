package dev.rollcall.jdbc;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The token of the request that this thread works on. It ends with the call that it was given for,
/// whatever happens in it, and other threads do not see it: work that is handed to a thread pool is
/// nobody's, until it is given a token of its own.
public final class CurrentToken implements Supplier<@Nullable String> {
  private final ScopedValue<Holder> value = ScopedValue.newInstance();

  /// A scoped value cannot hold null.
  private record Holder(@Nullable String token) {}

  /// Does something as the user of this token.
  ///
  /// @param token null for nobody
  public <T extends @Nullable Object, X extends Throwable> T call(
      @Nullable String token, ScopedValue.CallableOp<? extends T, X> request) throws X {
    return ScopedValue.where(value, new Holder(token)).call(request);
  }

  /// The same where there is nothing to answer.
  public void run(@Nullable String token, Runnable request) {
    ScopedValue.where(value, new Holder(token)).run(request);
  }

  /// Null outside of a call, and for nobody.
  @Override
  public @Nullable String get() {
    return value.isBound() ? value.get().token() : null;
  }
}

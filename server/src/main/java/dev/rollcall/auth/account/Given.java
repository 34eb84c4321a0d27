package dev.rollcall.auth.account;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A part of a change: left as it is, or set, perhaps to nothing.
///
/// @param present false where it is left as it is; `value` means nothing then
public record Given<T>(boolean present, @Nullable T value) {

  /// Leaves it as it is.
  public static <T> Given<T> not() {
    return new Given<>(false, null);
  }

  public static <T> Given<T> as(@Nullable T value) {
    return new Given<>(true, value);
  }

  /// The value if there is one, else what it is already.
  public @Nullable T or(@Nullable T before) {
    return present ? value : before;
  }

  void ifPresent(Consumer<@Nullable T> use) {
    if (present) {
      use.accept(value);
    }
  }
}

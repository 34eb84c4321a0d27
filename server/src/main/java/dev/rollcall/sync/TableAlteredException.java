package dev.rollcall.sync;

/// The table `users_sync` is not as it should be, so nothing is applied until it is. The message
/// says what is wrong and what to do; it can be shown as it is.
public final class TableAlteredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TableAlteredException(String message) {
    super(message);
  }
}

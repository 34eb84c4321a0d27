package dev.rollcall.sqlhttp;

/// The transaction was not begun, or not with the caller's identity, and nothing was done.
final class NotBegunException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient SqlAnswer answer;

  /// @param answer for the caller, unless another attempt works
  NotBegunException(SqlAnswer answer) {
    super(answer.toString());
    this.answer = answer;
  }

  SqlAnswer answer() {
    return answer;
  }
}

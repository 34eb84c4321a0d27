package dev.rollcall.api.stack;

/// A request is answered with an error, from wherever it was found out.
public final class StackRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StackAnswer answer;

  StackRefusedException(StackAnswer answer) {
    super("status " + answer.status());
    this.answer = answer;
  }

  public StackAnswer answer() {
    return answer;
  }
}

package dev.rollcall.http;

/// A request that is answered with an error, from wherever it was found out.
public final class RequestRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JsonAnswer answer;

  public RequestRefusedException(JsonAnswer answer) {
    super("status " + answer.status());
    this.answer = answer;
  }

  public JsonAnswer answer() {
    return answer;
  }
}

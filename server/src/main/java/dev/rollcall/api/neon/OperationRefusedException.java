package dev.rollcall.api.neon;

/// An operation was not done. The message says why and what to do; the code is for programs.
public final class OperationRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public OperationRefusedException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}

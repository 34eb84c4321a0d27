package dev.rollcall.app;

/// The server could not be started. The message says why and what to do; it can be printed as it
/// is.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}

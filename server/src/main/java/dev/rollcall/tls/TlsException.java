package dev.rollcall.tls;

/// A certificate or key cannot be used. The message says why and what to do; it can be printed as
/// it is.
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message);
  }

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}

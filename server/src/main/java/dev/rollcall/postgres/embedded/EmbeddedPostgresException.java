package dev.rollcall.postgres.embedded;

/// The embedded Postgres could not be started or stopped. The message says what happened, why, and
/// what to do; it may be shown to people as it is.
public final class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}

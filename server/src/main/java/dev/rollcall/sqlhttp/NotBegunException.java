package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.PostgresError;

/// The transaction could not be begun with the caller's identity.
final class NotBegunException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient PostgresError error;

  NotBegunException(PostgresError error) {
    super(error.message());
    this.error = error;
  }

  PostgresError error() {
    return error;
  }
}

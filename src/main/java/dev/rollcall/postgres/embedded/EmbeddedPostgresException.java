package dev.rollcall.postgres.embedded;

import java.io.IOException;

/// The embedded Postgres could not be started or stopped. The message says why.
public final class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(IOException failure) {
    super(failure.getMessage(), failure);
  }
}

package dev.rollcall.postgres.wire;

/// Postgres let nobody in, or refused a statement of ours.
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient PostgresError error;

  public RefusedException(PostgresError error) {
    super(error.message());
    this.error = error;
  }

  public PostgresError error() {
    return error;
  }
}

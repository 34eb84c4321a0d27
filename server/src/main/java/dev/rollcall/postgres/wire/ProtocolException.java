package dev.rollcall.postgres.wire;

import java.io.IOException;

/// What came is not Postgres' protocol as we know it. The connection is of no more use.
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}

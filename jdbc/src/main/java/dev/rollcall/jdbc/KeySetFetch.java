package dev.rollcall.jdbc;

import java.io.IOException;

/// Gets an issuer's key set from where it is published.
@FunctionalInterface
public interface KeySetFetch {
  /// @throws IOException with a message that says what went wrong, for people to read
  byte[] fetch() throws IOException, InterruptedException;
}

package dev.rollcall.sqlhttp;

import java.time.Duration;

/// How much one project may take.
///
/// @param connections at once, of each kind: for each role, and for all passwords together
/// @param patience how long a request waits for one of them
/// @param deadline how long a request may run
/// @param idle after which a connection that nobody uses is closed
/// @param longest how long a connection of a password is used, which may be another by now
public record SqlLimits(
    int connections, Duration patience, Duration deadline, Duration idle, Duration longest) {
  public static final SqlLimits USUAL =
      new SqlLimits(
          8,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5));
}

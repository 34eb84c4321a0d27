package dev.rollcall.sqlhttp;

import dev.rollcall.auth.guard.LimitPolicy;
import java.time.Duration;

/// How much one project may take.
///
/// @param connections at once, of each kind: for each role, and for all passwords together
/// @param patience how long a request waits for one of them
/// @param deadline how long a request may run
/// @param idle after which a connection that nobody uses is closed
/// @param longest how long a connection of a password is used, which may be another by now
/// @param passwords how many wrong ones may be brought
public record SqlLimits(
    int connections,
    Duration patience,
    Duration deadline,
    Duration idle,
    Duration longest,
    LimitPolicy passwords) {
  public static final SqlLimits USUAL =
      new SqlLimits(
          8,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5));

  public SqlLimits(
      int connections, Duration patience, Duration deadline, Duration idle, Duration longest) {
    this(connections, patience, deadline, idle, longest, LimitPolicy.usual());
  }

  /// The same, where nobody is a stranger.
  public SqlLimits lenient() {
    return new SqlLimits(connections, patience, deadline, idle, longest, LimitPolicy.NONE);
  }
}

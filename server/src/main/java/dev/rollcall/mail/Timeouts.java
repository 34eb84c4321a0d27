package dev.rollcall.mail;

import java.time.Duration;

/// How long a mail server may take.
///
/// @param connect to be reached, at each of its addresses
/// @param read for each answer
/// @param whole from the connection to the end
public record Timeouts(Duration connect, Duration read, Duration whole) {
  public static final Timeouts USUAL =
      new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60));
}

package dev.rollcall.token;

import java.time.Duration;

/// How long signing keys live.
///
/// @param published how long a new key is published before it signs, so that whoever keeps a copy
///   of the key set has it by then
/// @param rotated how long a key signs before the next takes over by itself
/// @param longestToken no token is issued for longer; a key stays published for as long after its
///   last signature, and an hour
public record KeyTimes(Duration published, Duration rotated, Duration longestToken) {
  private static final Duration MARGIN = Duration.ofHours(1);

  public KeyTimes {
    if (published.isNegative() || !longestToken.isPositive() || rotated.compareTo(published) <= 0) {
      throw new IllegalArgumentException(
          "Not the times of a signing key: published "
              + published
              + " before it signs, rotated after "
              + rotated
              + ", tokens of up to "
              + longestToken
              + " (a key must sign for longer than its successor waits)");
    }
  }

  /// A day, 30 days and an hour.
  public static KeyTimes standard() {
    return new KeyTimes(Duration.ofDays(1), Duration.ofDays(30), Duration.ofHours(1));
  }

  /// How long a key is published after its successor began to sign.
  Duration overlap() {
    return longestToken.plus(MARGIN);
  }
}

package dev.rollcall.jdbc;

import java.time.Duration;

/// How strictly times are taken.
///
/// @param leeway how far the issuer's clock may be off
/// @param longestLife a token that would be good for longer is refused
public record TokenRules(Duration leeway, Duration longestLife) {
  public TokenRules {
    if (leeway.isNegative() || !longestLife.isPositive()) {
      throw new IllegalArgumentException(
          "Not rules for tokens: a leeway of " + leeway + ", a longest life of " + longestLife);
    }
  }

  /// A minute and a day, as `auth.jwt_session_init` has them in Postgres.
  public static TokenRules standard() {
    return new TokenRules(Duration.ofMinutes(1), Duration.ofDays(1));
  }
}

package dev.rollcall.token;

import java.time.Instant;

/// What came of looking at an access token.
public sealed interface Verification {

  /// It is ours, for this project, and has not expired.
  ///
  /// @param claims all that it says, as JSON
  record Valid(
      String subject,
      String audience,
      String refreshTokenId,
      Instant issuedAt,
      Instant expiresAt,
      String claims)
      implements Verification {}

  /// It is no token, or none that this project's keys have signed.
  record Unparsable(String reason) implements Verification {}

  /// It was good until then.
  record Expired(Instant at) implements Verification {}

  /// It names another project. Whether that one has signed it is not looked at: it is refused
  /// either way.
  record ForAnotherProject(String expectedAudience, String actualAudience)
      implements Verification {}
}

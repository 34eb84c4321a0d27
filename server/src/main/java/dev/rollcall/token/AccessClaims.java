package dev.rollcall.token;

import java.time.Duration;
import java.time.Instant;

/// What an access token is to say.
///
/// @param issuer the URL under which the project's provider is reached
/// @param audience the provider's id of the project, a UUID
/// @param refreshTokenId the session
public record AccessClaims(
    String issuer,
    String audience,
    String subject,
    String refreshTokenId,
    Instant issuedAt,
    Duration lifetime,
    TokenShape shape,
    Bearer bearer) {

  /// How long a token is good for where nothing else is set.
  public static final Duration USUAL_LIFETIME = Duration.ofMinutes(10);
}

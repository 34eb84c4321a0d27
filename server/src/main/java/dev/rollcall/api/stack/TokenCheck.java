package dev.rollcall.api.stack;

import java.time.Instant;

/// What an access token turned out to be.
public sealed interface TokenCheck {
  record Valid(String subject, String refreshTokenId, Instant expiresAt) implements TokenCheck {}

  /// Not a token, or not one of ours.
  record Unparsable() implements TokenCheck {}

  record Expired(Instant at) implements TokenCheck {}

  /// One of ours, for a project that is not the request's.
  record ForAnotherProject(String expected, String actual) implements TokenCheck {}
}

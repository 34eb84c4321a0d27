package dev.rollcall.api.stack;

import java.time.Instant;

/// What an admin access token turned out to be.
public sealed interface AdminTokenCheck {
  record Granted() implements AdminTokenCheck {}

  /// Not a token, or not one of ours.
  record Unparsable() implements AdminTokenCheck {}

  record Expired(Instant at) implements AdminTokenCheck {}

  /// Not made on the project `internal`.
  record ForAnotherProject() implements AdminTokenCheck {}

  /// Its user does not manage the project.
  record NotAdmin() implements AdminTokenCheck {}
}

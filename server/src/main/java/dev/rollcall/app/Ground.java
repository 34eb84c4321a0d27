package dev.rollcall.app;

import dev.rollcall.fail.FailPoints;
import dev.rollcall.postgres.Database;
import dev.rollcall.secret.Secrets;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What most of a server stands on.
///
/// @param control the control database
/// @param fail in production, none
record Ground(
    Database control, Secrets secrets, SecureRandom random, InstantSource clock, FailPoints fail) {

  /// The fault suite has the process end at a step by the system property `rollcall.fail_at`.
  static Ground of(Database control, Secrets secrets, SecureRandom random, InstantSource clock) {
    return new Ground(
        control, secrets, random, clock, FailPoints.of(System.getProperty("rollcall.fail_at")));
  }
}

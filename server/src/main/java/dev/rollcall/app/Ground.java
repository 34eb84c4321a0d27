package dev.rollcall.app;

import dev.rollcall.postgres.Database;
import dev.rollcall.secret.Secrets;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What most of a server stands on.
///
/// @param control the control database
record Ground(Database control, Secrets secrets, SecureRandom random, InstantSource clock) {}

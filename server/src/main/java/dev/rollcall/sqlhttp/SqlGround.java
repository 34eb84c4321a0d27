package dev.rollcall.sqlhttp;

import dev.rollcall.secret.Secrets;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What it all stands on.
public record SqlGround(Secrets secrets, SecureRandom random, InstantSource clock) {}

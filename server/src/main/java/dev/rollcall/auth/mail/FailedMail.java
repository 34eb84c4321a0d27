package dev.rollcall.auth.mail;

import java.time.Instant;
import java.util.UUID;

/// A mail that was given up; its content is gone.
public record FailedMail(
    UUID id, String kind, String recipient, int attempts, String reason, Instant at) {}

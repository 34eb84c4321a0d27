package dev.rollcall.auth.mail;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A mail that this server is about to send.
///
/// @param attempt the number of this attempt; while it is the row's, the mail is still ours
/// @param reason why the last attempt failed
record ClaimedMail(
    UUID id,
    String recipient,
    byte[] content,
    int attempt,
    Instant createdAt,
    Instant notAfter,
    @Nullable String reason) {}

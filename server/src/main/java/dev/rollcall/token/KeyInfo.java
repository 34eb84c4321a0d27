package dev.rollcall.token;

import java.time.Instant;

/// What may be told of a signing key.
///
/// @param kid its name in tokens and in the key set, 12 lower-case letters and digits
/// @param signsFrom when it takes over from the key before it
public record KeyInfo(String kid, Instant createdAt, Instant signsFrom) {}

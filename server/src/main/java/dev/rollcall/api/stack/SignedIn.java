package dev.rollcall.api.stack;

import java.time.Instant;

/// The user whose valid access token came with a request.
///
/// @param refreshTokenId names the session
public record SignedIn(String userId, String refreshTokenId, Instant expiresAt) {}

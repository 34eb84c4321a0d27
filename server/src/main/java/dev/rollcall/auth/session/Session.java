package dev.rollcall.auth.session;

import dev.rollcall.token.TokenShape;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One sign-in of one account.
///
/// @param shape which claims its access tokens carry
/// @param impersonation true where an administrator made it, to see what the user sees
/// @param lastUsedAt when a refresh token of it was last used, to within a minute
public record Session(
    UUID id,
    UUID account,
    TokenShape shape,
    boolean impersonation,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable String lastUsedIp,
    Instant expiresAt) {}

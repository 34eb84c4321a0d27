package dev.rollcall.auth.account;

import java.time.Instant;
import java.util.UUID;

/// A contact channel: an e-mail address of a user.
///
/// @param usedForAuth true where the user signs in with it
public record Channel(
    UUID id,
    UUID account,
    String value,
    boolean primary,
    boolean verified,
    boolean usedForAuth,
    Instant createdAt) {}

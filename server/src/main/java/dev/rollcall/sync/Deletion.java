package dev.rollcall.sync;

import java.time.Instant;

/// The user was deleted.
///
/// @param confirmed true where the provider said, when asked, that it has no such user: the
///   deletion then counts from the row's own version at least
/// @param evenIfUnknown true where a row that marks the deletion is to be left although there was
///   none, so that late news of the user does not make one
record Deletion(String userId, Instant at, boolean confirmed, boolean evenIfUnknown)
    implements Claim {}

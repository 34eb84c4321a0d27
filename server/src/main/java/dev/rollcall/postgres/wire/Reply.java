package dev.rollcall.postgres.wire;

import org.jspecify.annotations.Nullable;

/// What became of one statement, and of those ahead of it.
///
/// @param done how many of them worked
/// @param tag such as `SELECT 3`; empty where it did not come to that
/// @param error null if it worked
/// @param cut whether there were more rows than was room for; then some or all are missing
public record Reply(int done, String tag, @Nullable PostgresError error, boolean cut) {}

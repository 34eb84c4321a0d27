package dev.rollcall.sqlhttp;

import dev.rollcall.secret.Secret;

/// A role that one connection logs in with.
///
/// @param password made for this one connection, and known to nobody else
record LoginRole(String name, Secret password) {}

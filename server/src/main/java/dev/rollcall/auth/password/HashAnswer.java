package dev.rollcall.auth.password;

/// What came of hashing a password.
public sealed interface HashAnswer {

  /// @param text as it is to be stored
  record Hashed(String text) implements HashAnswer {}

  /// Too many passwords wait to be hashed. Nothing was done; the caller may try again.
  record TooBusy() implements HashAnswer {}
}

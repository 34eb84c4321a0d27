package dev.rollcall.auth.password;

/// What came of comparing a password with a stored hash.
public sealed interface PasswordCheck {

  /// @param needsRehash whether it should be hashed anew and stored, now that it is known
  record Right(boolean needsRehash) implements PasswordCheck {}

  record Wrong() implements PasswordCheck {}

  /// Too many passwords wait to be hashed. Nothing was compared; the caller may try again.
  record TooBusy() implements PasswordCheck {}
}

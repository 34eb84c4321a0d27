package dev.rollcall.auth.code;

/// What came of a code.
public sealed interface CodeCheck {

  record Good(Code code) implements CodeCheck {}

  record NotFound() implements CodeCheck {}

  record Expired() implements CodeCheck {}

  record AlreadyUsed() implements CodeCheck {}

  /// Too many codes with this ending were tried; none of them is good any more.
  record TooManyAttempts() implements CodeCheck {}
}

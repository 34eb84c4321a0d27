package dev.rollcall.auth.password;

/// Why a password is not taken.
public enum PasswordFault {
  /// Fewer than [PasswordRule#SHORTEST] characters.
  TOO_SHORT,

  /// More than [PasswordRule#LONGEST] characters.
  TOO_LONG,

  /// One of the passwords that are tried first.
  COMMON
}

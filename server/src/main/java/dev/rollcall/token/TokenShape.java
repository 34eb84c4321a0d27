package dev.rollcall.token;

/// Which claims a token carries, by what the application's SDK was written against.
public enum TokenShape {
  /// The eight claims of June 2025, and no others. The SDKs up to 2.8.40 read `exp` alone.
  JUNE_2025,

  /// Those, and what the user is, in snake case. The SDKs from 2.8.41 on refuse a token without.
  TYPED
}

package dev.rollcall.rls;

/// What became of [RowSecurity#enable].
public sealed interface Enabling {
  /// It is on.
  ///
  /// @param changed false where all of it was there already
  record Enabled(boolean changed) implements Enabling {}

  /// Nothing was changed.
  ///
  /// @param reason why, and what to do about it
  record Refused(String reason) implements Enabling {}
}

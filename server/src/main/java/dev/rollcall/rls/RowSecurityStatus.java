package dev.rollcall.rls;

/// Whether row-level security is on in a database.
public sealed interface RowSecurityStatus {
  record Off() implements RowSecurityStatus {}

  /// @param version the number of the newest upgrade
  /// @param upToDate whether it is what this Rollcall would install
  record On(int version, boolean upToDate) implements RowSecurityStatus {}
}

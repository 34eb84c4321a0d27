package dev.rollcall.reconcile;

/// What is asked of a comparison.
///
/// @param dryRun only report
/// @param release also delete the users that an earlier comparison held back
public record ComparisonRequest(boolean dryRun, boolean release) {
  public static final ComparisonRequest USUAL = new ComparisonRequest(false, false);
}

package dev.rollcall.provider;

/// One thing that [Connector#check] found out, as a sentence that says what to do about it.
///
/// @param code stable, for scripts, such as `events_off`
public record Finding(Severity severity, String code, String sentence) {

  /// How bad a finding is.
  public enum Severity {
    /// As it should be.
    GOOD,
    /// Works, with a price that the sentence names.
    WARNING,
    /// The provider cannot be connected like this.
    PROBLEM
  }

  public static Finding good(String code, String sentence) {
    return new Finding(Severity.GOOD, code, sentence);
  }

  public static Finding warning(String code, String sentence) {
    return new Finding(Severity.WARNING, code, sentence);
  }

  public static Finding problem(String code, String sentence) {
    return new Finding(Severity.PROBLEM, code, sentence);
  }
}

package dev.rollcall.doctor;

/// Something that a check found.
///
/// @param project whose it is
/// @param check the check's name, stable, for scripts
/// @param sentence what is the matter
/// @param mend what to do about it
public record Ailment(
    Severity severity, String project, String check, String sentence, String mend) {

  /// How bad it is.
  public enum Severity {
    /// Something does not work, or somebody can do what he should not.
    SERIOUS,
    /// All works, and could be better.
    ADVICE
  }
}

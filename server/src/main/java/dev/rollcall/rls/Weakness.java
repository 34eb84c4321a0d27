package dev.rollcall.rls;

/// Something that `auth.doctor()` found.
///
/// @param severity `critical`, `high` or `medium`
/// @param check the check's name, such as `no-rls`
/// @param mend the statement that mends it
public record Weakness(String severity, String check, String object, String detail, String mend) {}

package dev.rollcall.postgres.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as Postgres tells it, or as we do in its words.
///
/// @param parts by name, such as `message`, `code`, `detail`, `position`
public record PostgresError(Map<String, String> parts) {
  private static final Map<Character, String> NAMES =
      Map.ofEntries(
          Map.entry('V', "severity"),
          Map.entry('C', "code"),
          Map.entry('M', "message"),
          Map.entry('D', "detail"),
          Map.entry('H', "hint"),
          Map.entry('P', "position"),
          Map.entry('p', "internalPosition"),
          Map.entry('q', "internalQuery"),
          Map.entry('W', "where"),
          Map.entry('s', "schema"),
          Map.entry('t', "table"),
          Map.entry('c', "column"),
          Map.entry('d', "dataType"),
          Map.entry('n', "constraint"),
          Map.entry('F', "file"),
          Map.entry('L', "line"),
          Map.entry('R', "routine"));

  public PostgresError {
    parts = Map.copyOf(parts);
  }

  /// One of ours.
  ///
  /// @param code an SQLSTATE
  public static PostgresError of(String code, String message) {
    return new PostgresError(Map.of("severity", "ERROR", "code", code, "message", message));
  }

  /// @param byLetter as the protocol names the parts
  static PostgresError read(Map<Character, String> byLetter) {
    Map<String, String> parts = new LinkedHashMap<>();
    byLetter.forEach((letter, text) -> {
      String name = NAMES.get(letter);
      if (name != null) {
        parts.put(name, text);
      }
    });
    return new PostgresError(parts);
  }

  public @Nullable String part(String name) {
    return parts.get(name);
  }

  public String code() {
    return parts.getOrDefault("code", "");
  }

  public String message() {
    return parts.getOrDefault("message", "");
  }

  /// Whether the connection ended with it.
  public boolean isFatal() {
    String severity = parts.getOrDefault("severity", "");
    return severity.equals("FATAL") || severity.equals("PANIC");
  }

  /// The same with another sentence.
  public PostgresError saying(String message) {
    Map<String, String> other = new LinkedHashMap<>(parts);
    other.put("message", message);
    return new PostgresError(other);
  }
}

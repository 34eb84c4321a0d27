package dev.rollcall.jdbc;

import java.util.List;
import java.util.Map;

/// A value of a JSON text, as [JsonText] reads it.
sealed interface JsonValue {

  /// Where a name stands twice, the last is kept.
  record Members(Map<String, JsonValue> values) implements JsonValue {

    /// The text under this name; empty where it is another kind of value, or is not there.
    String text(String name) {
      return values.get(name) instanceof Text(var text) ? text : "";
    }

    boolean has(String name) {
      return values.containsKey(name);
    }
  }

  record Elements(List<JsonValue> values) implements JsonValue {
    /// Those elements that are texts.
    List<String> texts() {
      return values.stream()
          .filter(Text.class::isInstance)
          .map(value -> ((Text) value).value())
          .toList();
    }
  }

  record Text(String value) implements JsonValue {}

  /// Kept as it is written: some take long to compute, and few are asked for.
  record Numeral(String digits) implements JsonValue {}

  record Truth(boolean value) implements JsonValue {}

  record Nothing() implements JsonValue {}
}

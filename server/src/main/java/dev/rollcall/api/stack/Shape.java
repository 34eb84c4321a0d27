package dev.rollcall.api.stack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an object of a request must be: its properties, each with its rule, and no others.
///
/// @param fields in the order in which mistakes are told
public record Shape(Map<String, Rule> fields) {
  public Shape {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public static Shape empty() {
    return new Shape(Map.of());
  }

  public Shape with(String name, Rule rule) {
    Map<String, Rule> more = new LinkedHashMap<>(fields);
    more.put(name, rule);
    return new Shape(more);
  }
}

package dev.rollcall.provider;

import java.util.Map;
import java.util.Optional;

/// What a project told us of its provider: values by the names of [Dialect#settings], secrets among
/// them. Never printed.
public record ProviderSettings(Map<String, String> values) {
  public ProviderSettings {
    values = Map.copyOf(values);
  }

  /// A value that must be there.
  ///
  /// @throws IllegalArgumentException if it is not
  public String required(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("The setting '" + name + "' is missing"));
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  @Override
  public String toString() {
    return "ProviderSettings" + values.keySet();
  }
}

package dev.rollcall.metrics;

import java.util.List;

/// Something that is measured.
///
/// @param name with dots, such as `rollcall.events.received`; Prometheus shows underscores, and
///   appends `_total` to counts and `_seconds` to times
/// @param help a sentence for whoever builds a dashboard
/// @param labels what its values are told apart by; each has few values
public record Metric(String name, String help, List<String> labels) {
  public Metric {
    labels = List.copyOf(labels);
  }

  public static Metric of(String name, String help, String... labels) {
    return new Metric(name, help, List.of(labels));
  }
}

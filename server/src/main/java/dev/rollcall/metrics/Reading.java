package dev.rollcall.metrics;

import java.util.List;

/// What a gauge shows at this moment.
///
/// @param values one for each label of its metric
public record Reading(double value, List<String> values) {
  public Reading {
    values = List.copyOf(values);
  }

  public static Reading of(double value, String... values) {
    return new Reading(value, List.of(values));
  }
}

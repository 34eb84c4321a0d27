package dev.rollcall.api.sql;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads a table of array types and their elements' types.
final class ArrayTypes {
  private ArrayTypes() {}

  /// @param table `array=element ...`, by oid
  static Map<Integer, Integer> of(String table) {
    return Arrays.stream(table.strip().split("\\s+", -1))
        .map(pair -> pair.split("=", -1))
        .collect(
            Collectors.toUnmodifiableMap(
                pair -> Integer.valueOf(pair[0]), pair -> Integer.valueOf(pair[1])));
  }
}

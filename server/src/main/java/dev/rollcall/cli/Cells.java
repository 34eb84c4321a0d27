package dev.rollcall.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads values of the API's JSON for people.
final class Cells {
  private Cells() {}

  /// A value as text; null for null, and for what is not there.
  static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isMissingNode() || value.isNull() ? null : value.asString("");
  }

  static String textOr(JsonNode node, String name, String otherwise) {
    String text = text(node, name);
    return text == null ? otherwise : text;
  }

  /// A time, to the second: `2026-11-21 09:10:35Z`.
  static @Nullable String time(JsonNode node, String name) {
    String text = text(node, name);
    return text == null ? null : text.replaceAll("^([^T]+)T(\\d\\d:\\d\\d:\\d\\d).*$", "$1 $2Z");
  }

  /// A number with marks between its thousands.
  static @Nullable String number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNumber() ? number(value.longValue()) : null;
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String seconds(long millis) {
    return String.format(Locale.ROOT, millis < 10_000 ? "%.2f s" : "%.1f s", millis / 1000.0);
  }

  /// From one time of the API to another.
  static long millisBetween(JsonNode node, String from, String to) {
    return Duration.between(
            Instant.parse(textOr(node, from, "")), Instant.parse(textOr(node, to, "")))
        .toMillis();
  }
}

package dev.rollcall.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How many events a second there were between two looks at the status.
final class StatusRates {
  private record Count(long received, long settled) {}

  private final Map<String, Count> before;
  private final Map<String, Count> now = new HashMap<>();
  private final double seconds;

  private StatusRates(Map<String, Count> before, JsonNode status, double seconds) {
    this.before = before;
    this.seconds = seconds;
    for (JsonNode project : status.path("projects")) {
      JsonNode counted = project.path("counted");
      long received = counted.path("received").asLong(0);
      long all = 0;
      for (JsonNode count : counted) {
        all += count.asLong(0);
      }
      now.put(id(project), new Count(received, all - received));
    }
  }

  static StatusRates first(JsonNode status) {
    return new StatusRates(Map.of(), status, 0);
  }

  /// The rates from this look to another.
  ///
  /// @param after how many seconds there are between them
  StatusRates next(JsonNode status, double after) {
    return new StatusRates(now, status, after);
  }

  @Nullable String received(JsonNode project) {
    Count then = before.get(id(project));
    Count current = now.get(id(project));
    return then == null || current == null ? null : rate(current.received - then.received);
  }

  @Nullable String settled(JsonNode project) {
    Count then = before.get(id(project));
    Count current = now.get(id(project));
    return then == null || current == null ? null : rate(current.settled - then.settled);
  }

  /// Fewer than before means that the server was started anew.
  private @Nullable String rate(long more) {
    return more < 0 || seconds <= 0 ? null : String.format(Locale.ROOT, "%.1f", more / seconds);
  }

  private static String id(JsonNode project) {
    return project.path("id").asString("");
  }
}

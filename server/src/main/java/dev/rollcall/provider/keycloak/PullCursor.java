package dev.rollcall.provider.keycloak;

import dev.rollcall.json.Json;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// How far the two event logs have been read.
///
/// @param told a digest over all events that were handed out on the way here: whoever comes back
///   with this cursor has stored exactly those
record PullCursor(Position user, Position admin, String told) {

  /// A place in one log.
  ///
  /// @param from the time from which events are read
  /// @param first how many events of that time on are skipped
  /// @param since when this walk through the log began, on Keycloak's clock; 0 between walks
  record Position(long from, int first, long since) {
    static Position at(Instant time) {
      return new Position(time.toEpochMilli(), 0, 0);
    }

    private static Position of(JsonNode json) throws Unanswered {
      long from = json.path("from").asLong(-1);
      int first = json.path("first").asInt(-1);
      long since = json.path("since").asLong(-1);
      if (from < 0 || first < 0 || since < 0) {
        throw new Unanswered("The cursor is not one of Keycloak's event logs");
      }
      return new Position(from, first, since);
    }

    private String text() {
      return "{\"from\":" + from + ",\"first\":" + first + ",\"since\":" + since + "}";
    }
  }

  static PullCursor of(String text) throws Unanswered {
    try {
      JsonNode json = Json.MAPPER.readTree(text);
      return new PullCursor(
          Position.of(json.path("user")),
          Position.of(json.path("admin")),
          json.path("told").asString(""));
    } catch (JacksonException notJson) {
      throw new Unanswered("The cursor is not one of Keycloak's event logs");
    }
  }

  String text() {
    return "{\"user\":"
        + user.text()
        + ",\"admin\":"
        + admin.text()
        + ",\"told\":\""
        + told
        + "\"}";
  }
}

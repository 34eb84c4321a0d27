package dev.rollcall.api.mock;

import dev.rollcall.json.Json;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// What the mock answers a request with.
record MockAnswer(int status, String contentType, byte[] body) {
  private static final String JSON = "application/json";

  static MockAnswer json(int status, JsonNode body) {
    return json(status, Json.MAPPER.writeValueAsBytes(body));
  }

  static MockAnswer json(int status, byte[] body) {
    return new MockAnswer(status, JSON, body);
  }

  /// @param code stable, for programs
  /// @param message for people
  static MockAnswer problem(int status, String code, String message) {
    return json(status, Json.MAPPER.createObjectNode().put("code", code).put("message", message));
  }

  static MockAnswer userNotFound() {
    return problem(404, "user_not_found", "There is no user with this id.");
  }

  /// The same, cut in the middle.
  MockAnswer truncated() {
    return new MockAnswer(status, contentType, Arrays.copyOf(body, body.length / 2));
  }
}

package dev.rollcall.testing;

import dev.rollcall.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A status and a body of [FakeClerk]'s.
record FakeClerkReply(int status, JsonNode body) {

  static FakeClerkReply of(JsonNode body) {
    return new FakeClerkReply(200, body);
  }

  /// An error in Clerk's form.
  static FakeClerkReply error(int status, String code, String message) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.putArray("errors")
        .addObject()
        .put("message", message)
        .put("long_message", message)
        .put("code", code);
    body.put("clerk_trace_id", "fake0000000000000000000000000000");
    return new FakeClerkReply(status, body);
  }

  static FakeClerkReply notFound() {
    return error(404, "resource_not_found", "not found");
  }
}

package dev.rollcall.api.mock;

import dev.rollcall.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A user of a mock provider.
///
/// @param data whatever else is known of the user; not changed after construction
record MockUser(
    String id,
    @Nullable String name,
    @Nullable String email,
    long createdAt,
    long updatedAt,
    ObjectNode data) {
  MockUser {
    data = data.deepCopy();
  }

  /// Reads what [#json] wrote.
  static MockUser of(ObjectNode json) {
    return new MockUser(
        json.path("id").stringValue(),
        json.path("name").stringValue(null),
        json.path("email").stringValue(null),
        json.path("created_at").longValue(),
        json.path("updated_at").longValue(),
        (ObjectNode) json.path("data"));
  }

  ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", id);
    json.put("name", name);
    json.put("email", email);
    json.put("created_at", createdAt);
    json.put("updated_at", updatedAt);
    json.set("data", data.deepCopy());
    return json;
  }
}

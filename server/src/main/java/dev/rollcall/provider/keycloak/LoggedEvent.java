package dev.rollcall.provider.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.json.Json;
import dev.rollcall.provider.StoredEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// An event of one of the logs, and how it is written into the inbox: `log` says which log it is
/// from, `event` is the event, and `user_id` is the user whom we looked up because the event does
/// not say.
record LoggedEvent(Log log, ObjectNode event) {
  private static final Pattern NEW_MEMBER = Pattern.compile("organizations/[^/]+/members");

  /// Keycloak's two logs.
  enum Log {
    /// What users did themselves.
    USER,
    /// What administrators did, by console or API.
    ADMIN;

    String word() {
      return this == USER ? "user" : "admin";
    }
  }

  /// The same on every pull. Admin events have had an id of their own only since Keycloak 26.
  String eventId() {
    String id = event.path("id").asString("");
    return log.word() + ":" + (id.isEmpty() ? Told.sha256(event.toString()) : id);
  }

  /// When it happened, in milliseconds; -1 where it does not say.
  long time() {
    return event.path("time").asLong(-1);
  }

  /// The name of the user whom this event adds to an organization, without saying the user's id.
  @Nullable String newMember() {
    String path = event.path("resourcePath").asString("");
    if (log == Log.USER || !NEW_MEMBER.matcher(path).matches()) {
      return null;
    }
    String name = event.path("details").path("username").asString("");
    return name.isEmpty() ? null : name;
  }

  StoredEvent stored(@Nullable String userId) {
    ObjectNode payload = Json.MAPPER.createObjectNode();
    payload.put("log", log.word());
    payload.set("event", withoutSecrets());
    if (userId != null) {
      payload.put("user_id", userId);
    }
    return new StoredEvent(eventId(), Json.MAPPER.writeValueAsString(payload).getBytes(UTF_8));
  }

  /// The event with no more of a representation than we read. Keycloak takes credentials out of it,
  /// but not every release did so everywhere.
  private ObjectNode withoutSecrets() {
    ObjectNode copy = event.deepCopy();
    if (!copy.has("representation")) {
      return copy;
    }
    JsonNode representation = representation(event);
    ObjectNode kept = Json.MAPPER.createObjectNode();
    for (String key : new String[] {"id", "username"}) {
      if (representation.path(key).isString()) {
        kept.set(key, representation.path(key));
      }
    }
    copy.put("representation", kept.toString());
    return copy;
  }

  /// What the event says of the thing it is about, JSON in a text.
  static JsonNode representation(JsonNode event) {
    try {
      return Json.MAPPER.readTree(event.path("representation").asString("null"));
    } catch (JacksonException | NumberFormatException notJson) {
      return MissingNode.getInstance();
    }
  }

  /// One part of a resource's path.
  static @Nullable String part(Pattern form, String path) {
    Matcher match = form.matcher(path);
    return match.find() ? match.group(1) : null;
  }
}

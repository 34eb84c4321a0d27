package dev.rollcall.provider.stack;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.UnreadablePayloadException;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Stack's webhooks say. Neither the event nor the record in it has a version, and a webhook
/// may be late, so every event is a hint to fetch the user it names.
final class StackEvents {
  /// Kinds of events whose `user_id` is the member whose record they change (`selected_team`,
  /// permissions).
  private static final Set<String> ABOUT_MEMBERS =
      Set.of("team_membership", "team_permission", "project_permission");

  private StackEvents() {}

  /// @throws UnreadablePayloadException if it is not an event in Stack's form
  static ProviderEvent read(StoredEvent event) {
    ObjectNode payload = object(event.payload());
    JsonNode type = payload.path("type");
    if (!type.isString()) {
      throw new UnreadablePayloadException("The event has no type");
    }
    String name = type.stringValue();
    return switch (name) {
      case "user.created", "user.updated" -> new UserTouched(userId(payload, "id"), false);
      case "user.deleted" -> new UserTouched(userId(payload, "id"), true);
      default ->
          isAboutMember(name, payload)
              ? new UserTouched(userId(payload, "user_id"), false)
              : new NotAboutUsers(name);
    };
  }

  private static boolean isAboutMember(String type, ObjectNode payload) {
    int dot = type.indexOf('.');
    return dot > 0
        && ABOUT_MEMBERS.contains(type.substring(0, dot))
        && payload.path("data").has("user_id");
  }

  private static String userId(ObjectNode payload, String key) {
    if (!(payload.path("data") instanceof ObjectNode data)) {
      throw new UnreadablePayloadException("The event has no data");
    }
    return StackRecords.id(data, key);
  }

  private static ObjectNode object(byte[] payload) {
    try {
      return HostileJson.read(payload).tree();
    } catch (HostileJsonException hostile) {
      throw new UnreadablePayloadException("The event cannot be read: " + hostile.getMessage());
    }
  }
}

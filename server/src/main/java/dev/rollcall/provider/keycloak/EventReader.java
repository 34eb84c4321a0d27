package dev.rollcall.provider.keycloak;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderEvent.UsersTouched;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.UnreadablePayloadException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says what an event of the logs means. An admin event tells by its resource's path: any path
/// through a user is about that user, whatever type of resource it claims to be (a partial import
/// says `REALM`, a group's membership `GROUP_MEMBERSHIP`, SCIM has a prefix).
///
/// Three changes leave no event about the users they concern, and only a comparison finds them: the
/// members of a deleted group or organization, who can no longer be asked for; a user whom a
/// partial import replaces (`OVERWRITE` deletes the old id without a word); what a directory's
/// synchronization changes.
final class EventReader {
  private static final Pattern USER = Pattern.compile("(?:^|/)[uU]sers/([^/]+)(/.*)?$");
  private static final Pattern MEMBER =
      Pattern.compile("^organizations/([^/]+)/members(?:/([^/]+))?$");
  private static final Pattern ORGANIZATION = Pattern.compile("^organizations/([^/]+)$");
  private static final Pattern GROUP =
      Pattern.compile("(?:^|/)[gG]roups(?:/([^/]+)(?:/children)?)?$");

  /// What stands where a user's id would, but is none: the realm's user profile.
  private static final Set<String> NO_USERS = Set.of("profile");

  private static final String SERVICE_ACCOUNT = "service-account-";
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private EventReader() {}

  /// @throws UnreadablePayloadException if the payload is not one of [LoggedEvent#stored]
  static ProviderEvent read(StoredEvent stored) {
    ObjectNode payload;
    try {
      payload = HostileJson.read(stored.payload()).tree();
    } catch (HostileJsonException hostile) {
      throw new UnreadablePayloadException("The event cannot be read: " + hostile.getMessage());
    }
    if (!(payload.get("event") instanceof ObjectNode event)) {
      throw new UnreadablePayloadException("The payload has no 'event'");
    }
    return switch (payload.path("log").asString("")) {
      case "user" -> userEvent(event);
      case "admin" -> adminEvent(event, payload.path("user_id").asString(""));
      default -> throw new UnreadablePayloadException("The 'log' is neither 'user' nor 'admin'");
    };
  }

  private static ProviderEvent userEvent(ObjectNode event) {
    String type = event.path("type").asString("");
    if (type.isEmpty()) {
      throw new UnreadablePayloadException("The event has no 'type'");
    }
    String userId = event.path("userId").asString("");
    // A first login through an identity provider comes before there is a user; REGISTER follows.
    if (userId.isEmpty()) {
      return new NotAboutUsers(type);
    }
    if (type.equals(EventTypes.DELETE_ACCOUNT)) {
      return new UserDeleted(id(userId), time(event));
    }
    boolean brokered =
        type.equals(EventTypes.LOGIN) && event.path("details").has("identity_provider");
    return brokered || EventTypes.touches(type)
        ? new UserTouched(id(userId), false)
        : new NotAboutUsers(type);
  }

  private static ProviderEvent adminEvent(ObjectNode event, String lookedUp) {
    String operation = event.path("operationType").asString("");
    String path = event.path("resourcePath").asString("");
    if (operation.isEmpty()) {
      throw new UnreadablePayloadException("The admin event has no 'operationType'");
    }
    Matcher user = USER.matcher(path);
    if (user.find() && !NO_USERS.contains(user.group(1))) {
      boolean whole = user.group(2) == null;
      return operation.equals("DELETE") && whole
          ? deleted(event, user.group(1))
          : new UserTouched(id(user.group(1)), false);
    }
    Matcher member = MEMBER.matcher(path);
    if (member.find()) {
      String userId = member.group(2) == null ? lookedUp : member.group(2);
      return userId.isEmpty()
          ? new UsersTouched(Scope.organization(member.group(1)))
          : new UserTouched(id(userId), false);
    }
    return ofMany(event, operation, path);
  }

  /// A new group or organization has no members yet.
  private static ProviderEvent ofMany(ObjectNode event, String operation, String path) {
    Matcher organization = ORGANIZATION.matcher(path);
    Matcher group = GROUP.matcher(path);
    if (!operation.equals("CREATE")) {
      if (organization.find()) {
        return new UsersTouched(Scope.organization(organization.group(1)));
      }
      if (group.find()) {
        // A group that was moved stands in the representation, its new parent in the path.
        String id = LoggedEvent.representation(event).path("id").asString("");
        String named = group.group(1) == null ? id : group.group(1);
        boolean moved = path.endsWith("/children") && !id.isEmpty();
        if (!named.isEmpty()) {
          return new UsersTouched(Scope.group(moved ? id : named));
        }
      }
    }
    String type = event.path("resourceType").asString("");
    return new NotAboutUsers(operation + " " + (type.isEmpty() ? "UNKNOWN" : type));
  }

  /// A deleted service account never had a row and shall not get one. Should a person be called
  /// like one, the next comparison finds that they are gone.
  private static ProviderEvent deleted(JsonNode event, String userId) {
    String username = LoggedEvent.representation(event).path("username").asString("");
    return username.startsWith(SERVICE_ACCOUNT)
        ? new NotAboutUsers("DELETE of a service account")
        : new UserDeleted(id(userId), time(event));
  }

  private static String id(String id) {
    if (id.isBlank() || id.getBytes(StandardCharsets.UTF_8).length > ProviderUser.MAX_ID_BYTES) {
      throw new UnreadablePayloadException("The event's user id is blank or too long");
    }
    return id;
  }

  private static Instant time(JsonNode event) {
    JsonNode time = event.path("time");
    if (!time.isIntegralNumber() || !time.canConvertToLong()) {
      throw new UnreadablePayloadException("The event has no 'time' in milliseconds");
    }
    long millis = time.longValue();
    if (millis < 0 || millis >= YEAR_10000) {
      throw new UnreadablePayloadException("The event's 'time' is not between 1970 and 9999");
    }
    return Instant.ofEpochMilli(millis);
  }
}

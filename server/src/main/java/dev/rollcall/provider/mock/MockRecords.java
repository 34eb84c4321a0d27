package dev.rollcall.provider.mock;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.UserRecord;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the mock provider's events and records say. A record is versioned by its `updated_at`, so
/// an event that holds one needs no fetch.
final class MockRecords {
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private MockRecords() {}

  /// @throws UnreadablePayloadException if it is not one of the mock's events
  static ProviderEvent read(StoredEvent event) {
    ObjectNode payload = object(event.payload());
    String type = text(payload, "type");
    return switch (type) {
      case "user.created", "user.updated" -> new UserChanged(user(payload.path("data")), false);
      case "user.deleted" -> deleted(payload);
      case null -> throw new UnreadablePayloadException("The event has no type");
      default -> new NotAboutUsers(type);
    };
  }

  /// @throws UnreadablePayloadException if it is not one of the mock's users
  static ProviderUser user(JsonNode node) {
    if (!(node instanceof ObjectNode record)) {
      throw new UnreadablePayloadException("The user is not a JSON object");
    }
    return new UserRecord(
            id(record),
            text(record, "name"),
            text(record, "email"),
            millis(record, "created_at"),
            millis(record, "updated_at"))
        .withJson(record, Set.of("password"));
  }

  private static ProviderEvent deleted(ObjectNode payload) {
    if (!(payload.path("data") instanceof ObjectNode data)) {
      throw new UnreadablePayloadException("The event has no data");
    }
    long at = millis(payload, "timestamp");
    if (at < 0 || at >= YEAR_10000) {
      throw new UnreadablePayloadException("The event's timestamp is not between 1970 and 9999");
    }
    return new UserDeleted(id(data), Instant.ofEpochMilli(at));
  }

  private static String id(ObjectNode record) {
    JsonNode id = record.path("id");
    if (!id.isString()
        || id.stringValue().isBlank()
        || id.stringValue().length() > ProviderUser.MAX_ID_BYTES) {
      throw new UnreadablePayloadException("The user has no id, or one that is too long");
    }
    return id.stringValue();
  }

  private static @Nullable String text(ObjectNode record, String key) {
    JsonNode value = record.path(key);
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (!value.isString()) {
      throw new UnreadablePayloadException("'" + key + "' is not a text");
    }
    return value.stringValue();
  }

  private static long millis(ObjectNode record, String key) {
    JsonNode value = record.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new UnreadablePayloadException("'" + key + "' is not a number of milliseconds");
    }
    return value.longValue();
  }

  private static ObjectNode object(byte[] payload) {
    try {
      return HostileJson.read(payload).tree();
    } catch (HostileJsonException hostile) {
      throw new UnreadablePayloadException("The event cannot be read: " + hostile.getMessage());
    }
  }
}

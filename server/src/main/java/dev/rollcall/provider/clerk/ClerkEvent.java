package dev.rollcall.provider.clerk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import dev.rollcall.json.Json;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ObjectNode;

/// Reads the envelope of Clerk's webhooks, and writes the one in which a pulled record waits in the
/// inbox.
final class ClerkEvent {
  private static final String LISTED = "rollcall.listed";

  /// Below this a timestamp is in seconds: 10^11 ms was in 1973, 10^11 s is in the year 5138.
  private static final long LEAST_MILLIS = 100_000_000_000L;

  private static final long YEAR_10000 = 253_402_300_800_000L;

  /// Escapes, because a lone surrogate has no bytes in UTF-8; reading it later marks the row.
  private static final ObjectWriter WRITER =
      Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private ClerkEvent() {}

  /// A pulled record as an event's payload.
  static byte[] listed(ObjectNode user) {
    ObjectNode envelope = Json.MAPPER.createObjectNode();
    envelope.put("type", LISTED);
    envelope.set("data", user);
    return WRITER.writeValueAsBytes(envelope);
  }

  /// @throws UnreadablePayloadException if the payload is not in Clerk's form
  static ProviderEvent read(byte[] payload) {
    JsonNode envelope = parse(payload);
    JsonNode type = envelope.path("type");
    if (!type.isString()) {
      throw new UnreadablePayloadException("The event has no type");
    }
    return switch (type.stringValue()) {
      case "user.created", "user.updated" -> changed(envelope, false);
      case LISTED -> changed(envelope, true);
      case "user.deleted" -> deleted(envelope);
      default -> new NotAboutUsers(clean(envelope).get("type").stringValue());
    };
  }

  private static ProviderEvent changed(JsonNode envelope, boolean fetched) {
    return new UserChanged(ClerkUser.read(envelope.path("data")), fetched);
  }

  private static ProviderEvent deleted(JsonNode envelope) {
    String id = ClerkUser.id(clean(envelope).path("data"));
    if (id == null || id.getBytes(UTF_8).length > ProviderUser.MAX_ID_BYTES) {
      throw new UnreadablePayloadException("The deletion names no user, or one too long to store");
    }
    Instant at = time(envelope);
    return at == null ? new UserTouched(id, true) : new UserDeleted(id, at);
  }

  /// Clerk's pages say milliseconds, its API description says seconds. Of a second the last
  /// millisecond counts, so that a user who lived shorter than that is not born after the deletion.
  private static @Nullable Instant time(JsonNode envelope) {
    long value = ClerkUser.time(envelope, "timestamp").orElse(0);
    if (value == 0 || value >= YEAR_10000) {
      return null;
    }
    return Instant.ofEpochMilli(value < LEAST_MILLIS ? value * 1000 + 999 : value);
  }

  private static JsonNode parse(byte[] payload) {
    try {
      return Json.MAPPER.readTree(payload);
    } catch (JacksonException notJson) {
      throw new UnreadablePayloadException("The payload is not JSON, or nested too deeply");
    }
  }

  private static ObjectNode clean(JsonNode envelope) {
    try {
      return HostileJson.sanitize((ObjectNode) envelope).tree();
    } catch (HostileJsonException hostile) {
      throw new UnreadablePayloadException("The payload was not taken: " + hostile.getMessage());
    }
  }
}

package dev.rollcall.provider.stack;

import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.UserRecord;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Stack's server user becomes a [ProviderUser] as it is: the four keys that the table's columns
/// are generated from are Stack's own words. It carries no version.
final class StackRecords {
  /// Not part of the record today; kept out should Stack ever send them.
  private static final Set<String> SECRETS =
      Set.of("password", "password_hash", "totp_secret_base64");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private StackRecords() {}

  /// @throws UnreadablePayloadException if it is not a server user, or does not fit the table
  static ProviderUser user(JsonNode node) {
    if (!(node instanceof ObjectNode record)) {
      throw new UnreadablePayloadException("The user is not a JSON object");
    }
    UserRecord user =
        new UserRecord(
            id(record, "id"),
            text(record, "display_name"),
            text(record, "primary_email"),
            millis(record, "signed_up_at_millis"),
            null);
    return user.withJson(record, SECRETS);
  }

  /// The user id under `key`. All of Stack's are UUIDs; `me` and others would mean something else
  /// in a URL.
  ///
  /// @throws UnreadablePayloadException if there is none
  static String id(ObjectNode record, String key) {
    if (!isUuid(record.path(key))) {
      throw new UnreadablePayloadException("'" + key + "' is not the id of a user, a UUID");
    }
    return record.path(key).stringValue();
  }

  /// The id of a record that cannot be read, if at least that can.
  static @Nullable String idOf(JsonNode record) {
    return isUuid(record.path("id")) ? record.path("id").stringValue() : null;
  }

  private static boolean isUuid(JsonNode value) {
    return value.isString() && UUID.matcher(value.stringValue()).matches();
  }

  private static @Nullable String text(ObjectNode record, String key) {
    JsonNode value = record.path(key);
    if (value.isString()) {
      return value.stringValue();
    }
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    throw new UnreadablePayloadException("'" + key + "' is neither a text nor null");
  }

  private static @Nullable Long millis(ObjectNode record, String key) {
    JsonNode value = record.path(key);
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    throw new UnreadablePayloadException("'" + key + "' is not a number of milliseconds");
  }
}

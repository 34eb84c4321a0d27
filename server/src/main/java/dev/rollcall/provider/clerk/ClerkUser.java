package dev.rollcall.provider.clerk;

import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.UserRecord;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads Clerk's user object, which is the same in webhooks, listings and single answers.
final class ClerkUser {
  /// What Clerk takes when a user is created or sends for a second factor (`backup_codes` of a
  /// phone number). Flags such as `password_enabled` stay.
  private static final Set<String> SECRETS =
      Set.of("password", "password_digest", "password_hasher", "totp_secret", "backup_codes");

  /// The application's own words, in which such a name means whatever the application wants.
  private static final Set<String> METADATA =
      Set.of("public_metadata", "private_metadata", "unsafe_metadata");

  private ClerkUser() {}

  /// @param node the user object; changed by this call
  /// @throws UnreadablePayloadException if it is none
  static ProviderUser read(JsonNode node) {
    if (!(node instanceof ObjectNode user)) {
      throw new UnreadablePayloadException("The user is no object");
    }
    String id = text(user, "id");
    UserRecord record =
        new UserRecord(
            id == null ? "" : id,
            name(user),
            primaryEmail(user),
            millis(user, "created_at"),
            millis(user, "updated_at"));
    removeSecrets(user);
    return record.withJson(user, SECRETS);
  }

  /// The id, where there is one.
  static @Nullable String id(JsonNode user) {
    JsonNode id = user.path("id");
    return id.isString() && !id.stringValue().isBlank() ? id.stringValue() : null;
  }

  /// A time in milliseconds since 1970, where there is one.
  static OptionalLong time(JsonNode object, String key) {
    JsonNode value = object.path(key);
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }

  private static @Nullable String name(ObjectNode user) {
    String first = text(user, "first_name");
    String last = text(user, "last_name");
    String whole = ((first == null ? "" : first) + " " + (last == null ? "" : last)).strip();
    if (!whole.isEmpty()) {
      return whole;
    }
    String username = text(user, "username");
    return username == null || username.isBlank() ? null : username;
  }

  /// Not simply the first address: that is only the oldest.
  private static @Nullable String primaryEmail(ObjectNode user) {
    String primary = text(user, "primary_email_address_id");
    JsonNode addresses = user.path("email_addresses");
    if (primary == null || addresses.isNull() || addresses.isMissingNode()) {
      return null;
    }
    if (!addresses.isArray()) {
      throw new UnreadablePayloadException("The user's email_addresses is no list");
    }
    for (JsonNode address : addresses) {
      if (primary.equals(id(address))) {
        return text(address, "email_address");
      }
    }
    return null;
  }

  private static @Nullable String text(JsonNode object, String key) {
    JsonNode value = object.path(key);
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (!value.isString()) {
      throw new UnreadablePayloadException("The user's " + key + " is no text");
    }
    return value.stringValue();
  }

  private static long millis(ObjectNode user, String key) {
    return time(user, key)
        .orElseThrow(() ->
            new UnreadablePayloadException("The user's " + key + " is no time in milliseconds"));
  }

  private static void removeSecrets(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(SECRETS);
      object
          .properties()
          .forEach(property -> {
            if (!METADATA.contains(property.getKey())) {
              removeSecrets(property.getValue());
            }
          });
    } else if (node.isArray()) {
      node.forEach(ClerkUser::removeSecrets);
    }
  }
}

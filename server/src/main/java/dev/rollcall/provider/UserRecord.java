package dev.rollcall.provider;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import dev.rollcall.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Makes a [ProviderUser] of a provider's record: takes the secrets out, adds the four keys from
/// which the table's columns are generated, and checks what Postgres would choke on.
///
/// @param displayName becomes the column `name`
/// @param primaryEmail becomes the column `email`
/// @param createdAtMillis when the user was born, in milliseconds since 1970; null where unknown
/// @param versionMillis when the record last changed, likewise; null where records carry no version
public record UserRecord(
    String id,
    @Nullable String displayName,
    @Nullable String primaryEmail,
    @Nullable Long createdAtMillis,
    @Nullable Long versionMillis) {

  /// The longest name, in bytes of UTF-8.
  public static final int MAX_NAME_BYTES = 1024;

  /// The longest e-mail address, in bytes of UTF-8.
  public static final int MAX_EMAIL_BYTES = 320;

  private static final long YEAR_10000 = 253_402_300_800_000L;
  private static final String SANITIZED = "rollcall_sanitized";

  /// @param record the provider's record; changed by this call
  /// @param secrets the keys of `record` that must not be stored
  /// @throws UnreadablePayloadException if an id, name, e-mail address or time is out of its limits
  public ProviderUser withJson(ObjectNode record, Set<String> secrets) {
    record.remove(secrets);
    if (id.isBlank()) {
      throw new UnreadablePayloadException("The user has no id");
    }
    limit("id", id, ProviderUser.MAX_ID_BYTES);
    limit("name", displayName, MAX_NAME_BYTES);
    limit("e-mail address", primaryEmail, MAX_EMAIL_BYTES);
    record.put("id", id);
    record.put("display_name", displayName);
    record.put("primary_email", primaryEmail);
    record.put("signed_up_at_millis", createdAtMillis);
    try {
      HostileJson.Document document = HostileJson.sanitize(record);
      if (document.sanitized()) {
        document.tree().put(SANITIZED, true);
      }
      return new ProviderUser(
          document.tree().get("id").stringValue(),
          time("time of creation", createdAtMillis),
          time("time of change", versionMillis),
          Json.MAPPER.writeValueAsString(document.tree()));
    } catch (HostileJsonException hostile) {
      throw new UnreadablePayloadException("The record was not taken: " + hostile.getMessage());
    }
  }

  private static void limit(String what, @Nullable String text, int bytes) {
    // As it will be stored: what is put in place of a character may be longer.
    if (text != null
        && HostileJson.sanitize(text).getBytes(StandardCharsets.UTF_8).length > bytes) {
      throw new UnreadablePayloadException(
          "The user's " + what + " is longer than " + bytes + " bytes");
    }
  }

  private static @Nullable Instant time(String what, @Nullable Long millis) {
    if (millis == null) {
      return null;
    }
    if (millis < 0 || millis >= YEAR_10000) {
      throw new UnreadablePayloadException(
          "The user's " + what + " is " + millis + " ms, which is not between 1970 and 9999");
    }
    return Instant.ofEpochMilli(millis);
  }
}

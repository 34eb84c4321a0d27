package dev.rollcall.provider;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A user as its provider describes it, ready for `users_sync`.
///
/// @param id the provider's id, 1 to 512 bytes of UTF-8 (a longer one does not fit the table's key)
/// @param createdAt when the user was born, in milliseconds' precision; null where the provider
///   does not say
/// @param version when the provider last changed the record; null where its records carry no
///   version, and then the start of the read that fetched it counts
/// @param rawJson the provider's record less its secrets, plus the four keys from which the table's
///   columns are generated (`id`, `display_name`, `primary_email`, `signed_up_at_millis`); JSON
///   that Postgres accepts, see [UserRecord]
public record ProviderUser(
    String id, @Nullable Instant createdAt, @Nullable Instant version, String rawJson) {

  /// The longest id, in bytes of UTF-8.
  public static final int MAX_ID_BYTES = 512;

  public ProviderUser {
    if (id.isBlank()) {
      throw new IllegalArgumentException("A user needs an id");
    }
    if (id.getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES) {
      throw new IllegalArgumentException(
          "A user id of more than " + MAX_ID_BYTES + " bytes does not fit the table's key");
    }
  }
}

package dev.rollcall.auth.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A user of the built-in provider.
///
/// @param metadata what the application keeps with the user
/// @param signedUpAt when the account was made
/// @param lastActiveAt to within five minutes
/// @param updatedAt the record's version; grows with every change
/// @param primary the channel that counts as the user's e-mail address
public record Account(
    UUID id,
    @Nullable String displayName,
    @Nullable String profileImageUrl,
    Metadata metadata,
    boolean hasPassword,
    boolean otpEnabled,
    boolean anonymous,
    Instant signedUpAt,
    Instant lastActiveAt,
    Instant updatedAt,
    @Nullable Ban ban,
    @Nullable Channel primary,
    List<OAuthAccount> oauthAccounts) {
  public Account {
    oauthAccounts = List.copyOf(oauthAccounts);
  }

  /// @param client read and written by the user's own browser
  /// @param clientReadOnly read there, written by the application's server
  /// @param server seen by the server only
  public record Metadata(JsonNode client, JsonNode clientReadOnly, JsonNode server) {}

  /// Keeps the user from signing in.
  public record Ban(Instant at, @Nullable String reason) {}

  /// An account at an OAuth provider that belongs to the user.
  ///
  /// @param provider such as `github`
  public record OAuthAccount(String provider, String accountId, @Nullable String email) {}

  /// The address of the primary channel.
  public @Nullable String email() {
    Channel channel = primary;
    return channel == null ? null : channel.value();
  }

  public boolean emailVerified() {
    Channel channel = primary;
    return channel != null && channel.verified();
  }
}

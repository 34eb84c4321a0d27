package dev.rollcall.auth.account;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a new account is to have, or what is to change of one that is there.
///
/// @param email the primary address; setting none takes the primary channel away
/// @param passwordHash in the form that the password's hasher wrote or takes over; none takes the
///   password away
/// @param oauthAccounts only for a new account
public record AccountChange(
    Given<String> displayName,
    Given<String> profileImageUrl,
    Given<JsonNode> clientMetadata,
    Given<JsonNode> clientReadOnlyMetadata,
    Given<JsonNode> serverMetadata,
    Given<String> email,
    Given<Boolean> emailVerified,
    Given<Boolean> emailUsedForAuth,
    Given<String> passwordHash,
    Given<Boolean> otpEnabled,
    Given<Boolean> anonymous,
    List<Account.OAuthAccount> oauthAccounts) {

  /// Changes nothing.
  public static final AccountChange NOTHING =
      new AccountChange(
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          Given.not(),
          List.of());

  public AccountChange {
    oauthAccounts = List.copyOf(oauthAccounts);
  }

  /// An address with which its owner signs in.
  public AccountChange withEmail(String address, boolean verified) {
    return new AccountChange(
        displayName,
        profileImageUrl,
        clientMetadata,
        clientReadOnlyMetadata,
        serverMetadata,
        Given.as(address),
        Given.as(verified),
        Given.as(true),
        passwordHash,
        otpEnabled,
        anonymous,
        oauthAccounts);
  }

  public AccountChange withPasswordHash(String hash) {
    return new AccountChange(
        displayName,
        profileImageUrl,
        clientMetadata,
        clientReadOnlyMetadata,
        serverMetadata,
        email,
        emailVerified,
        emailUsedForAuth,
        Given.as(hash),
        otpEnabled,
        anonymous,
        oauthAccounts);
  }

  public AccountChange withOtp() {
    return new AccountChange(
        displayName,
        profileImageUrl,
        clientMetadata,
        clientReadOnlyMetadata,
        serverMetadata,
        email,
        emailVerified,
        emailUsedForAuth,
        passwordHash,
        Given.as(true),
        anonymous,
        oauthAccounts);
  }

  public AccountChange withServerMetadata(JsonNode metadata) {
    return new AccountChange(
        displayName,
        profileImageUrl,
        clientMetadata,
        clientReadOnlyMetadata,
        Given.as(metadata),
        email,
        emailVerified,
        emailUsedForAuth,
        passwordHash,
        otpEnabled,
        anonymous,
        oauthAccounts);
  }

  public AccountChange withDisplayName(String name) {
    return new AccountChange(
        Given.as(name),
        profileImageUrl,
        clientMetadata,
        clientReadOnlyMetadata,
        serverMetadata,
        email,
        emailVerified,
        emailUsedForAuth,
        passwordHash,
        otpEnabled,
        anonymous,
        oauthAccounts);
  }
}

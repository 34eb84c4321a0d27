package dev.rollcall.provider.keycloak;

import java.util.Set;

/// Which of Keycloak's user events say that a user's record changed. The rest are logins, tokens,
/// consents and failures.
final class EventTypes {
  static final String DELETE_ACCOUNT = "DELETE_ACCOUNT";

  /// A login through an identity provider may copy that provider's profile, and nothing else says
  /// so. A plain login changes nothing.
  static final String LOGIN = "LOGIN";

  /// Without these, a user's own changes go unseen.
  static final Set<String> NEEDED =
      Set.of(DELETE_ACCOUNT, LOGIN, "REGISTER", "UPDATE_EMAIL", "UPDATE_PROFILE", "VERIFY_EMAIL");

  private static final Set<String> TOUCHING =
      Set.of(
          "REGISTER",
          "UPDATE_EMAIL",
          "UPDATE_PROFILE",
          "VERIFY_EMAIL",
          "VERIFY_PROFILE",
          "IDENTITY_PROVIDER_FIRST_LOGIN",
          "IDENTITY_PROVIDER_LINK_ACCOUNT",
          "IDENTITY_PROVIDER_POST_LOGIN",
          "FEDERATED_IDENTITY_LINK",
          "FEDERATED_IDENTITY_OVERRIDE_LINK",
          "REMOVE_FEDERATED_IDENTITY",
          "UPDATE_PASSWORD",
          "UPDATE_TOTP",
          "REMOVE_TOTP",
          "UPDATE_CREDENTIAL",
          "REMOVE_CREDENTIAL",
          "RESET_PASSWORD",
          "CUSTOM_REQUIRED_ACTION",
          "EXECUTE_ACTIONS",
          "EXECUTE_ACTION_TOKEN",
          "INVITE_ORG",
          "USER_DISABLED_BY_PERMANENT_LOCKOUT",
          "USER_DISABLED_BY_TEMPORARY_LOCKOUT");

  private EventTypes() {}

  static boolean touches(String type) {
    return TOUCHING.contains(type);
  }

  /// Whether events of this type are worth asking for.
  static boolean isAboutUsers(String type) {
    return touches(type) || type.equals(LOGIN) || type.equals(DELETE_ACCOUNT);
  }
}

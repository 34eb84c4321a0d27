package dev.rollcall.api.stack;

/// The errors of the protocol that need no details: code, status and text as the SDKs know them.
/// Those with details are made by [DetailedError].
public enum KnownError implements StackAnswer {
  PROJECT_KEY_WITHOUT_ACCESS_TYPE(
      400,
      "Either an API key or an admin access token was provided, but the "
          + "x-stack-access-type header is missing. Set it to 'client', 'server', or 'admin' "
          + "as appropriate."),
  ACCESS_TYPE_REQUIRED(
      400,
      "You must specify an access level for this Stack project. Make sure project API "
          + "keys are provided (eg. x-stack-publishable-client-key) and you set the "
          + "x-stack-access-type header to 'client', 'server', or 'admin'.\n\nFor more "
          + "information, see the docs on REST API authentication: "
          + "https://docs.stack-auth.com/rest-api/overview#authentication"),
  UNPARSABLE_ADMIN_ACCESS_TOKEN(401, "Admin access token is not parsable."),
  INVALID_PROJECT_FOR_ADMIN_ACCESS_TOKEN(
      401, "Admin access tokens must be created on the internal project."),
  ADMIN_ACCESS_TOKEN_IS_NOT_ADMIN(
      401,
      "Admin access token does not have the required permissions to access this " + "project."),
  CLIENT_AUTHENTICATION_REQUIRED(401, "The publishable client key must be provided."),
  SERVER_AUTHENTICATION_REQUIRED(401, "The secret server key must be provided."),
  ADMIN_AUTHENTICATION_REQUIRED(401, "The super secret admin key must be provided."),
  EXPECTED_INTERNAL_PROJECT(401, "The project ID is expected to be internal."),
  UNPARSABLE_ACCESS_TOKEN(401, "Access token is not parsable."),
  REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED(
      401,
      "Refresh token not found for this project, or the session has expired/been " + "revoked."),
  CANNOT_DELETE_CURRENT_SESSION(400, "Cannot delete the current session."),
  EMAIL_NOT_VERIFIED(400, "The email is not verified."),
  CANNOT_GET_OWN_USER_WITHOUT_USER(
      400,
      "You have specified 'me' as a userId, but did not provide authentication for a " + "user."),
  USER_NOT_FOUND(404, "User not found."),
  SIGN_UP_NOT_ENABLED(
      400,
      "Creation of new accounts is not enabled for this project. Please ask the "
          + "project owner to enable it."),
  PASSWORD_AUTHENTICATION_NOT_ENABLED(
      400, "Password authentication is not enabled for this project."),
  PASSWORD_REQUIREMENTS_NOT_MET(
      400, "The password does not meet the requirements set by the project."),
  ANONYMOUS_ACCOUNTS_NOT_ENABLED(400, "Anonymous accounts are not enabled for this project."),
  EMAIL_PASSWORD_MISMATCH(400, "Wrong e-mail or password."),
  USER_DOES_NOT_HAVE_PASSWORD(400, "This user does not have password authentication enabled."),
  VERIFICATION_CODE_NOT_FOUND(404, "The verification code does not exist for this project."),
  VERIFICATION_CODE_EXPIRED(400, "The verification code has expired."),
  VERIFICATION_CODE_ALREADY_USED(409, "The verification link has already been used."),
  VERIFICATION_CODE_MAX_ATTEMPTS_REACHED(
      400,
      "The verification code nonce has reached the maximum number of attempts. This "
          + "code is not valid anymore."),
  PASSWORD_CONFIRMATION_MISMATCH(400, "Passwords do not match."),
  EMAIL_ALREADY_VERIFIED(409, "The e-mail is already verified."),
  EMAIL_NOT_ASSOCIATED_WITH_USER(
      400, "The e-mail is not associated with a user that could log in with that e-mail."),
  OAUTH_CONNECTION_NOT_CONNECTED_TO_USER(400, "The OAuth connection is not connected to any user."),
  OAUTH_CONNECTION_ALREADY_CONNECTED_TO_ANOTHER_USER(
      409, "The OAuth connection is already connected to another user."),
  OAUTH_CONNECTION_DOES_NOT_HAVE_REQUIRED_SCOPE(
      400, "The OAuth connection does not have the required scope."),
  OAUTH_EXTRA_SCOPE_NOT_AVAILABLE_WITH_SHARED_OAUTH_KEYS(
      400,
      "Extra scopes are not available with shared OAuth keys. Please add your own "
          + "OAuth keys on the Stack dashboard to use extra scopes."),
  OAUTH_ACCESS_TOKEN_NOT_AVAILABLE_WITH_SHARED_OAUTH_KEYS(
      400,
      "Access tokens are not available with shared OAuth keys. Please add your own "
          + "OAuth keys on the Stack dashboard to use access tokens."),
  USER_ALREADY_CONNECTED_TO_ANOTHER_OAUTH_CONNECTION(
      409,
      "The user is already connected to another OAuth account. Did you maybe selected "
          + "the wrong account?"),
  OUTER_OAUTH_TIMEOUT(408, "The OAuth flow has timed out. Please sign in again."),
  OAUTH_PROVIDER_NOT_FOUND_OR_NOT_ENABLED(400, "The OAuth provider is not found or not enabled."),
  INVALID_TOTP_CODE(400, "The TOTP code is invalid. Please try again."),
  USER_AUTHENTICATION_REQUIRED(401, "User authentication required for this endpoint."),
  INVALID_AUTHORIZATION_CODE(400, "The given authorization code is invalid."),
  OAUTH_PROVIDER_ACCESS_DENIED(400, "The OAuth provider denied access to the user."),
  API_KEY_NOT_FOUND(404, "API key not found.");

  private final int status;
  private final String message;

  KnownError(int status, String message) {
    this.status = status;
    this.message = message;
  }

  @Override
  public int status() {
    return status;
  }

  public String message() {
    return message;
  }
}

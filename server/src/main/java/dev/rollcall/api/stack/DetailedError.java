package dev.rollcall.api.stack;

import dev.rollcall.json.Json;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The errors of the protocol whose text depends on something. The SDKs rebuild them from
/// `details`, so its shape is part of the protocol.
///
/// @param details null where the error has none, though its text varies
public record DetailedError(
    String code, int status, String message, @Nullable Map<String, @Nullable Object> details)
    implements StackAnswer {
  private static final DateTimeFormatter ISO_MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  public DetailedError {
    details = details == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  public static DetailedError bodyParsing(String message) {
    return new DetailedError("BODY_PARSING_ERROR", 400, message, null);
  }

  public static DetailedError schema(String message) {
    return of("SCHEMA_ERROR", 400, message, "message", message);
  }

  static DetailedError invalidAccessType(String accessType) {
    return new DetailedError(
        "INVALID_ACCESS_TYPE",
        400,
        "The x-stack-access-type header must be 'client', 'server', or 'admin', but was '"
            + accessType
            + "'.",
        null);
  }

  static DetailedError accessTypeWithoutProjectId(Access access) {
    return of(
        "ACCESS_TYPE_WITHOUT_PROJECT_ID",
        400,
        "The x-stack-access-type header was '"
            + access.wireName()
            + "', but the x-stack-project-id header was not provided.\n\nFor more information, see"
            + " the docs on REST API authentication:"
            + " https://docs.stack-auth.com/rest-api/overview#authentication",
        "request_type",
        access.wireName());
  }

  public static DetailedError insufficientAccessType(Access actual, Access least) {
    List<String> allowed = least.andHigher();
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("actual_access_type", actual.wireName());
    details.put("allowed_access_types", allowed);
    return new DetailedError(
        "INSUFFICIENT_ACCESS_TYPE",
        401,
        "The x-stack-access-type header must be '"
            + String.join("' or '", allowed)
            + "', but was '"
            + actual.wireName()
            + "'.",
        details);
  }

  public static DetailedError invalidPublishableClientKey(String projectId) {
    return invalidKey("INVALID_PUBLISHABLE_CLIENT_KEY", "publishable", projectId);
  }

  public static DetailedError invalidSecretServerKey(String projectId) {
    return invalidKey("INVALID_SECRET_SERVER_KEY", "secret server", projectId);
  }

  public static DetailedError invalidSuperSecretAdminKey(String projectId) {
    return invalidKey("INVALID_SUPER_SECRET_ADMIN_KEY", "super secret admin", projectId);
  }

  private static DetailedError invalidKey(String code, String name, String projectId) {
    return of(
        code,
        401,
        "The "
            + name
            + " key is not valid for the project "
            + quoted(projectId)
            + ". Does the project and/or the key exist?",
        "project_id",
        projectId);
  }

  public static DetailedError accessTokenExpired(Instant at) {
    return expired("ACCESS_TOKEN_EXPIRED", "Access", at);
  }

  static DetailedError adminAccessTokenExpired(Instant at) {
    return expired("ADMIN_ACCESS_TOKEN_EXPIRED", "Admin access", at);
  }

  private static DetailedError expired(String code, String which, Instant at) {
    return of(
        code,
        401,
        which
            + " token has expired. Please refresh it and try again. (The access token expired at "
            + ISO_MILLIS.format(at)
            + ".)",
        "expired_at_millis",
        at.toEpochMilli());
  }

  public static DetailedError invalidProjectForAccessToken(String expected, String actual) {
    return new DetailedError(
        "INVALID_PROJECT_FOR_ACCESS_TOKEN",
        401,
        "Access token not valid for this project. Expected project ID "
            + quoted(expected)
            + ", but the token is for project ID "
            + quoted(actual)
            + ".",
        pair("expected_project_id", expected, "actual_project_id", actual));
  }

  public static DetailedError projectNotFound(String projectId) {
    return of(
        "PROJECT_NOT_FOUND",
        404,
        "Project " + projectId + " not found or is not accessible with the current user.",
        "project_id",
        projectId);
  }

  static DetailedError branchDoesNotExist(String branchId) {
    return of(
        "BRANCH_DOES_NOT_EXIST",
        400,
        "The branch with ID " + branchId + " does not exist.",
        "branch_id",
        branchId);
  }

  public static DetailedError userEmailAlreadyExists(String email) {
    return of(
        "USER_EMAIL_ALREADY_EXISTS",
        409,
        "A user with email " + quoted(email) + " already exists.",
        "email",
        email);
  }

  /// @param reason which URL was refused, why, and how to allow it
  public static DetailedError redirectUrlNotWhitelisted(String reason) {
    return of(
        "REDIRECT_URL_NOT_WHITELISTED",
        400,
        "Redirect URL not whitelisted. Did you forget to add this domain to the trusted domains"
            + " list on the Stack Auth dashboard?",
        "message",
        reason);
  }

  public static DetailedError userIdDoesNotExist(String userId) {
    return of(
        "USER_ID_DOES_NOT_EXIST",
        400,
        "The given user with the ID " + userId + " does not exist.",
        "user_id",
        userId);
  }

  public static DetailedError passwordTooShort(int minLength) {
    return of(
        "PASSWORD_TOO_SHORT",
        400,
        "Password too short. Minimum length is " + minLength + ".",
        "min_length",
        minLength);
  }

  public static DetailedError passwordTooLong(int maxLength) {
    // The one name of the protocol that is in camel case.
    return of(
        "PASSWORD_TOO_LONG",
        400,
        "Password too long. Maximum length is " + maxLength + ".",
        "maxLength",
        maxLength);
  }

  public static DetailedError emailIsNotPrimaryEmail(String email, @Nullable String primary) {
    return new DetailedError(
        "EMAIL_IS_NOT_PRIMARY_EMAIL",
        400,
        "The given e-mail (" + email + ") must equal the user's primary e-mail (" + primary + ").",
        pair("email", email, "primary_email", primary));
  }

  public static DetailedError contactChannelUsedForAuthBySomeoneElse(String type, String value) {
    return new DetailedError(
        "CONTACT_CHANNEL_ALREADY_USED_FOR_AUTH_BY_SOMEONE_ELSE",
        409,
        "The " + type + " (" + value + ") is already used for authentication by another account.",
        pair("type", type, "contact_channel_value", value));
  }

  public static DetailedError multiFactorAuthenticationRequired(String attemptCode) {
    return of(
        "MULTI_FACTOR_AUTHENTICATION_REQUIRED",
        400,
        "Multi-factor authentication is required for this user.",
        "attempt_code",
        attemptCode);
  }

  public static DetailedError invalidOauthClient(@Nullable String clientId) {
    return of(
        "INVALID_OAUTH_CLIENT_ID_OR_SECRET",
        400,
        "The OAuth client ID or secret is invalid. The client ID must be equal to the project ID"
            + " (potentially with a hash and a branch ID), and the client secret must be a"
            + " publishable client key.",
        "client_id",
        clientId);
  }

  public static DetailedError invalidScope(String scope) {
    return new DetailedError(
        "INVALID_SCOPE",
        400,
        "The scope \"" + scope + "\" is not a valid OAuth scope for Stack.",
        null);
  }

  public static DetailedError teamNotFound(String teamId) {
    return of("TEAM_NOT_FOUND", 404, "Team " + teamId + " not found.", "team_id", teamId);
  }

  private static DetailedError of(
      String code, int status, String message, String detail, @Nullable Object value) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put(detail, value);
    return new DetailedError(code, status, message, details);
  }

  private static Map<String, @Nullable Object> pair(
      String first, @Nullable Object one, String second, @Nullable Object two) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put(first, one);
    details.put(second, two);
    return details;
  }

  private static String quoted(String text) {
    return Json.MAPPER.writeValueAsString(text);
  }
}

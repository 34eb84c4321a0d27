package dev.rollcall.auth.account;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A user who moves in from elsewhere.
///
/// @param index where it stands among those that come with it
/// @param id the id from before, which foreign keys name; null where a new one will do
/// @param email null where the id is enough
/// @param said all else that was said; what was not said stays as it is
/// @param passwordHash as it was made elsewhere
/// @param createdAt when the user signed up there
public record MovingUser(
    int index,
    @Nullable UUID id,
    @Nullable String email,
    Said said,
    @Nullable String passwordHash,
    @Nullable Instant createdAt) {

  /// What is said of a user besides who it is.
  public record Said(
      Given<Boolean> emailVerified,
      Given<String> displayName,
      Given<String> profileImageUrl,
      Given<JsonNode> clientMetadata,
      Given<JsonNode> clientReadOnlyMetadata,
      Given<JsonNode> serverMetadata,
      Given<Boolean> otpEnabled) {}

  private static final List<String> KNOWN =
      List.of(
          "id",
          "email",
          "email_verified",
          "display_name",
          "profile_image_url",
          "client_metadata",
          "client_read_only_metadata",
          "server_metadata",
          "password_hash",
          "created_at",
          "otp_enabled");

  private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");
  private static final int LONGEST_EMAIL = 320;

  /// As JSON writes times, and as Postgres prints them.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][X]")
          .toFormatter();

  /// @throws IllegalArgumentException if it cannot be read; the message says what is wrong
  public static MovingUser read(int index, JsonNode user, Instant now) {
    if (!user.isObject()) {
      throw new IllegalArgumentException("it is not a JSON object");
    }
    for (String name : user.propertyNames()) {
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "'" + name + "' is not known; known are " + String.join(", ", KNOWN));
      }
    }
    @Nullable UUID id = id(user);
    @Nullable String email = email(user);
    if (id == null && email == null) {
      throw new IllegalArgumentException("it needs an email, or at least an id");
    }
    if (email == null && Boolean.TRUE.equals(bool(user, "email_verified").or(false))) {
      throw new IllegalArgumentException("email_verified is true, but there is no email");
    }
    return new MovingUser(
        index,
        id,
        email,
        new Said(
            bool(user, "email_verified"),
            text(user, "display_name"),
            text(user, "profile_image_url"),
            json(user, "client_metadata"),
            json(user, "client_read_only_metadata"),
            json(user, "server_metadata"),
            bool(user, "otp_enabled")),
        text(user, "password_hash").or(null),
        time(user, now));
  }

  private static @Nullable UUID id(JsonNode user) {
    @Nullable String text = text(user, "id").or(null);
    if (text == null) {
      return null;
    }
    if (!text.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      throw new IllegalArgumentException("id is '" + text + "', which is no UUID");
    }
    return UUID.fromString(text);
  }

  private static @Nullable String email(JsonNode user) {
    @Nullable String text = text(user, "email").or(null);
    if (text != null
        && (text.length() > LONGEST_EMAIL || !text.strip().matches("[^\\s@]+@[^\\s@]+"))) {
      throw new IllegalArgumentException("email is '" + text + "', which is no address");
    }
    return text == null ? null : text.strip();
  }

  private static Given<String> text(JsonNode user, String name) {
    @Nullable JsonNode value = user.get(name);
    if (value == null) {
      return Given.not();
    }
    if (!value.isNull() && !value.isString()) {
      throw new IllegalArgumentException(name + " is " + value + ", which is no text");
    }
    return Given.as(value.isNull() ? null : value.stringValue());
  }

  private static Given<Boolean> bool(JsonNode user, String name) {
    @Nullable JsonNode value = user.get(name);
    if (value == null || value.isNull()) {
      return Given.not();
    }
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(name + " is " + value + "; use true or false");
    }
    return Given.as(value.booleanValue());
  }

  private static Given<JsonNode> json(JsonNode user, String name) {
    @Nullable JsonNode value = user.get(name);
    return value == null ? Given.not() : Given.as(value);
  }

  private static @Nullable Instant time(JsonNode user, Instant now) {
    @Nullable JsonNode value = user.get("created_at");
    if (value == null || value.isNull()) {
      return null;
    }
    try {
      Instant time =
          value.isIntegralNumber()
              ? Instant.ofEpochMilli(value.longValue())
              : OffsetDateTime.parse(value.asString(""), TIME).toInstant();
      if (!time.isBefore(EARLIEST) && time.isBefore(now.plus(Duration.ofDays(1)))) {
        return time;
      }
    } catch (DateTimeException | ArithmeticException unreadable) {
      // Said below, together with a time that cannot be meant.
    }
    throw new IllegalArgumentException(
        "created_at is "
            + value
            + "; use a time from 1990 to now, such as 2025-03-01T09:30:00Z, or its milliseconds");
  }
}

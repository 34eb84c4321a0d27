package dev.rollcall.api.neon;

import java.util.Locale;

/// Codes that clients may rely on. Adding one is fine; changing or reusing one breaks somebody.
public enum ErrorCode {
  UNAUTHORIZED(401),
  NOT_FOUND(404),
  USER_UNKNOWN(404),
  USER_DELETED(410),
  USER_ERASED(410),
  INVALID_VALUE(400),
  PROJECT_EXISTS(409),
  EMAIL_TAKEN(409),
  TOO_MANY_REQUESTS(429),
  ALREADY_EXISTS(409),
  NOT_CONNECTED(409),
  PROVIDER_REFUSED(422),
  DATABASE_REFUSED(422),
  COMPARISON_UNDER_WAY(409),
  CURSOR_GONE(410),
  PAYLOAD_GONE(410),
  USER_REFUSED(422),
  ROW_LOCKED(503),
  PROVIDER_AWAY(503),
  DATABASE_AWAY(503);

  final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

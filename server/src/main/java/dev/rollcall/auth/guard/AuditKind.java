package dev.rollcall.auth.guard;

import java.util.Locale;

/// What can have happened.
public enum AuditKind {
  SIGN_UP,
  SIGN_UP_FAILED,
  SIGN_IN,
  SIGN_IN_FAILED,
  SIGN_IN_HELD_BACK,
  SIGN_OUT,
  PASSWORD_CHANGED,
  PASSWORD_RESET_ASKED,
  PASSWORD_RESET,
  CODE_SENT,
  CODE_USED,
  CODE_FAILED,
  EMAIL_CHANGED,
  EMAIL_VERIFIED,
  OAUTH_CONNECTED,
  SESSION_REVOKED,
  TOKEN_REUSED,
  REDIRECT_REFUSED,
  KEY_CREATED,
  KEY_USED,
  KEY_REVOKED,
  DOMAIN_ADDED,
  DOMAIN_REMOVED,
  USER_CREATED,
  USER_CHANGED,
  USER_BANNED,
  USER_UNBANNED,
  USER_DELETED,
  USER_ERASED,
  USERS_IMPORTED;

  /// As it is stored, such as `sign_in_failed`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

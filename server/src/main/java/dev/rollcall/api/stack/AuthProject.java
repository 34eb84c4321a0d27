package dev.rollcall.api.stack;

/// One project, as far as a request's headers ask about it.
public interface AuthProject {
  String id();

  /// Whether `key` is one of this project's for that access: CLIENT means a publishable client key,
  /// SERVER a secret server key, ADMIN a super secret admin key; neither expired nor revoked.
  boolean accepts(Access access, String key);

  /// Whether the user of a valid token is still there.
  boolean hasUser(String userId);
}

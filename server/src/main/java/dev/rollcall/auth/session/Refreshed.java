package dev.rollcall.auth.session;

import dev.rollcall.secret.Secret;

/// What came of a refresh token.
public sealed interface Refreshed {

  /// @param token the one to come with next time: the same, unless the project rotates them
  record Good(Session session, Secret token) implements Refreshed {}

  /// There is no such session, or it has ended.
  record Unknown() implements Refreshed {}

  /// The token had been exchanged already, so somebody else may have it: the session was ended.
  record Reused(Session session) implements Refreshed {}
}

package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.session.Session;
import dev.rollcall.auth.session.Sessions;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.token.TokenShape;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Begins sessions, and words the answer that every way of signing in ends with.
final class SignInAnswer {
  private SignInAnswer() {}

  /// A session for whoever has just proved to be this user.
  static Sessions.Begun begin(
      ProviderRooms rooms, Transaction tx, Account account, CompatProfile profile)
      throws SQLException {
    return begin(rooms, tx, account, profile, false, Sessions.USUAL_LIFETIME);
  }

  static Sessions.Begun begin(
      ProviderRooms rooms,
      Transaction tx,
      Account account,
      CompatProfile profile,
      boolean impersonation,
      Duration lifetime)
      throws SQLException {
    TokenShape shape = profile == CompatProfile.JUNE_2025 ? TokenShape.JUNE_2025 : TokenShape.TYPED;
    return rooms
        .sessions()
        .begin(tx, account.id(), shape, impersonation, lifetime, rooms.clock().instant());
  }

  /// @throws StackRefusedException if the user was banned; told only to whoever proved to be the
  ///   user
  static void refuseBanned(Account account) {
    if (account.ban() != null) {
      throw StackAnswer.plainError(403, "This account has been banned.").refused();
    }
  }

  static String accessToken(ProviderRooms rooms, Session session, Account account, Instant now) {
    return rooms.tokens().issue(rooms.settings(), session, account, now);
  }

  /// `access_token`, `refresh_token` and `user_id`.
  static Map<String, Object> of(ProviderRooms rooms, Sessions.Begun begun, Account account) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "access_token", accessToken(rooms, begun.session(), account, rooms.clock().instant()));
    answer.put("refresh_token", begun.token().value());
    answer.put("user_id", account.id().toString());
    return answer;
  }
}

package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.guard.Allowance;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.AuditNote;
import dev.rollcall.auth.guard.Guard;
import dev.rollcall.auth.guard.Limit;
import dev.rollcall.auth.guard.Subject;
import dev.rollcall.auth.session.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the guard has to say to requests: who must wait, and what is written down about whom.
final class Guarded {
  private static final Duration HELD_BACK_EVERY = Duration.ofMinutes(1);

  private Guarded() {}

  /// Lets an address on the network do this only so often. An application's server is nobody's
  /// browser: it signs all its users in from one address.
  ///
  /// @throws StackRefusedException with 429 if it must wait
  static void fromOneAddress(StackRequest request, ProviderRooms rooms, Limit limit) {
    if (request.access() != Access.SERVER && request.access() != Access.ADMIN) {
      pass(rooms.guard().take(limit, Subject.ip(request.peer())));
    }
  }

  /// Lets a mailbox get only so many mails.
  ///
  /// @throws StackRefusedException with 429 if it must wait
  static void toOneMailbox(StackRequest request, ProviderRooms rooms, Limit limit, String address) {
    fromOneAddress(request, rooms, Limit.LOGIN_PER_IP);
    pass(rooms.guard().take(limit, Subject.email(address)));
  }

  /// Before a password is looked at, and before anybody knows whether the address has an account.
  ///
  /// @throws StackRefusedException with 429 if whoever it is must wait
  static void password(StackRequest request, ProviderRooms rooms, String address) {
    fromOneAddress(request, rooms, Limit.LOGIN_PER_IP);
    Allowance allowance = rooms.guard().tryPassword(address);
    if (allowance instanceof Allowance.Wait) {
      AuditNote note =
          note(request, AuditKind.SIGN_IN_HELD_BACK, null)
              .with("address", rooms.guard().alias(address));
      rooms
          .database()
          .inTransaction(tx -> {
            rooms.guard().noteOnce(tx, note, HELD_BACK_EVERY);
            return true;
          });
    }
    pass(allowance);
  }

  /// The password was wrong, or there is no such account.
  static void failed(StackRequest request, ProviderRooms rooms, String address, String reason) {
    Guard guard = rooms.guard();
    guard.failed(address);
    rooms
        .database()
        .inTransaction(tx -> {
          @Nullable UUID account =
              rooms.accounts().findByAuthEmail(tx, address).map(Account::id).orElse(null);
          guard.note(
              tx,
              note(request, AuditKind.SIGN_IN_FAILED, account)
                  .with("reason", reason)
                  .with("address", guard.alias(address)));
          return true;
        });
  }

  /// Lets a session get only so many access tokens. A token that belongs to none is not counted: it
  /// will be refused anyway.
  ///
  /// @throws StackRefusedException with 429 if it must wait
  static void refresh(ProviderRooms rooms, String token) {
    if (rooms.guard().knows(Limit.TOKEN_PER_SESSION)) {
      Optional<Session> session =
          rooms
              .database()
              .inTransaction(
                  tx -> rooms.sessions().findByToken(tx, token, rooms.clock().instant()));
      session.ifPresent(one ->
          pass(rooms.guard().take(Limit.TOKEN_PER_SESSION, Subject.id(one.id().toString()))));
    }
  }

  static AuditNote note(StackRequest request, AuditKind kind, @Nullable UUID account) {
    return new AuditNote(
        kind, account == null ? null : account.toString(), request.peer(), Map.of());
  }

  private static void pass(Allowance allowance) {
    if (allowance instanceof Allowance.Wait(var after)) {
      throw TryLater.tooMany(after).refused();
    }
  }
}

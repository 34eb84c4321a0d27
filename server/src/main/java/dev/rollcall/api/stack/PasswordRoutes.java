package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.AccountWritten;
import dev.rollcall.auth.account.Channel;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.Limit;
import dev.rollcall.auth.password.PasswordFault;
import dev.rollcall.auth.password.PasswordRule;
import dev.rollcall.auth.password.Passwords.Check;
import dev.rollcall.auth.password.Passwords.Prepared;
import dev.rollcall.auth.session.Session;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.Secret;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Signing up and in with a password, and changing it.
public final class PasswordRoutes implements RouteGroup {
  private static final Shape SIGN_UP =
      Shape.empty()
          .with("email", Rule.text().strictEmail().defined())
          .with("password", Rule.text().defined())
          .with("verification_callback_url", Rule.text().url());

  private static final Shape SIGN_IN =
      Shape.empty()
          .with("email", Rule.text().email().defined())
          .with("password", Rule.text().defined());

  private static final Shape UPDATE =
      Shape.empty()
          .with("old_password", Rule.text().defined())
          .with("new_password", Rule.text().defined());

  private static final Shape SET = Shape.empty().with("password", Rule.text().defined());

  private final ProviderRooms.Finder projects;

  public PasswordRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.post("/auth/password/sign-up", Access.CLIENT, this::signUp);
    routes.post("/auth/password/sign-in", Access.CLIENT, this::signIn);
    routes.post("/auth/password/update", Access.CLIENT, this::update);
    routes.post("/auth/password/set", Access.CLIENT, this::set);
  }

  private StackAnswer signUp(StackRequest request) {
    Fields body = request.body(SIGN_UP);
    ProviderRooms rooms = enabled(request);
    Optional<String> callback =
        body.findText("verification_callback_url")
            .map(url -> Redirects.trusted(rooms.settings(), url));
    Guarded.fromOneAddress(request, rooms, Limit.SIGN_UP_PER_IP);
    String hash = prepared(rooms, body.text("password"));
    if (!rooms.settings().settings().signUpEnabled()) {
      return KnownError.SIGN_UP_NOT_ENABLED;
    }
    String email = body.text("email");
    Instant now = rooms.clock().instant();
    AccountChange wanted = AccountChange.NOTHING.withEmail(email, false).withPasswordHash(hash);
    return CodeAnswers.mailing(
        rooms,
        tx ->
            switch (rooms.accounts().create(tx, UUID.randomUUID(), wanted, now, now)) {
              case AccountWritten.Written(var account) -> {
                note(rooms, tx, request, AuditKind.SIGN_UP, account.id());
                Channel channel = account.primary();
                if (callback.isPresent() && channel != null) {
                  rooms.mails().verifyEmail(tx, account, channel, callback.get(), now);
                }
                yield StackAnswer.ok(
                    SignInAnswer.of(
                        rooms, SignInAnswer.begin(rooms, tx, account, request.profile()), account));
              }
              case AccountWritten.EmailTaken(var taken) -> {
                note(rooms, tx, request, AuditKind.SIGN_UP_FAILED, null);
                yield DetailedError.userEmailAlreadyExists(taken);
              }
              case AccountWritten.Missing(), AccountWritten.IdTaken() ->
                  throw new IllegalStateException("A new account cannot be found");
            });
  }

  private StackAnswer signIn(StackRequest request) {
    Fields body = request.body(SIGN_IN);
    ProviderRooms rooms = enabled(request);
    String email = body.text("email");
    Guarded.password(request, rooms, email);
    return switch (rooms.passwords().check(email, new Secret(body.text("password")))) {
      case Check.Busy() -> TryLater.busy();
      case Check.Wrong() -> {
        Guarded.failed(request, rooms, email, "wrong password");
        yield KnownError.EMAIL_PASSWORD_MISMATCH;
      }
      case Check.Right(var account) -> {
        if (account.ban() != null) {
          Guarded.failed(request, rooms, email, "banned");
        }
        rooms.guard().succeeded(email);
        yield begin(rooms, request, account.id());
      }
    };
  }

  /// Looks at the account anew: much may happen to it while a hash is computed.
  private static StackAnswer begin(ProviderRooms rooms, StackRequest request, UUID id) {
    return rooms
        .database()
        .inTransaction(tx -> {
          Account account =
              rooms
                  .accounts()
                  .find(tx, id)
                  .orElseThrow(KnownError.EMAIL_PASSWORD_MISMATCH::refused);
          SignInAnswer.refuseBanned(account);
          note(rooms, tx, request, AuditKind.SIGN_IN, id);
          rooms.accounts().active(tx, account, rooms.clock().instant());
          return StackAnswer.ok(
              SignInAnswer.of(
                  rooms, SignInAnswer.begin(rooms, tx, account, request.profile()), account));
        });
  }

  private StackAnswer update(StackRequest request) {
    Fields body = request.body(UPDATE);
    ProviderRooms rooms = enabled(request);
    UUID id = ProviderRooms.uuid(request.signedIn());
    Account account =
        rooms
            .database()
            .inTransaction(tx -> rooms.accounts().find(tx, id))
            .orElseThrow(KnownError.USER_NOT_FOUND::refused);
    if (!account.hasPassword()) {
      return KnownError.USER_DOES_NOT_HAVE_PASSWORD;
    }
    Guarded.password(request, rooms, id.toString());
    return switch (rooms.passwords().check(id, new Secret(body.text("old_password")))) {
      case Check.Busy() -> TryLater.busy();
      case Check.Wrong() -> {
        rooms.guard().failed(id.toString());
        yield KnownError.PASSWORD_CONFIRMATION_MISMATCH;
      }
      case Check.Right(_) -> {
        rooms.guard().succeeded(id.toString());
        String hash = prepared(rooms, body.text("new_password"));
        Optional<String> keep = request.header("refresh-token");
        yield rooms
            .database()
            .inTransaction(tx -> {
              change(rooms, tx, id, hash);
              note(rooms, tx, request, AuditKind.PASSWORD_CHANGED, id);
              rooms.sessions().endAll(tx, id, kept(rooms, tx, keep, id));
              return StackAnswer.success();
            });
      }
    };
  }

  private StackAnswer set(StackRequest request) {
    Fields body = request.body(SET);
    ProviderRooms rooms = enabled(request);
    UUID id = ProviderRooms.uuid(request.signedIn());
    String hash = prepared(rooms, body.text("password"));
    return rooms
        .database()
        .inTransaction(tx -> {
          Account account =
              rooms.accounts().find(tx, id).orElseThrow(KnownError.USER_NOT_FOUND::refused);
          if (account.hasPassword()) {
            return StackAnswer.plainError(400, "User already has a password set.");
          }
          change(rooms, tx, id, hash);
          note(rooms, tx, request, AuditKind.PASSWORD_CHANGED, id);
          return StackAnswer.success();
        });
  }

  static void note(
      ProviderRooms rooms,
      Transaction tx,
      StackRequest request,
      AuditKind kind,
      @Nullable UUID account)
      throws SQLException {
    rooms.guard().note(tx, Guarded.note(request, kind, account));
  }

  static void change(ProviderRooms rooms, Transaction tx, UUID id, String hash)
      throws SQLException {
    AccountChange wanted = AccountChange.NOTHING.withPasswordHash(hash);
    if (!(rooms.accounts().change(tx, id, wanted, rooms.clock().instant())
        instanceof AccountWritten.Written)) {
      throw KnownError.USER_NOT_FOUND.refused();
    }
  }

  /// The session that is not to end with the password: the one that the request names.
  private static @Nullable UUID kept(
      ProviderRooms rooms, Transaction tx, Optional<String> token, UUID account)
      throws SQLException {
    if (token.isEmpty()) {
      return null;
    }
    return rooms
        .sessions()
        .findByToken(tx, token.get(), rooms.clock().instant())
        .filter(session -> session.account().equals(account))
        .map(Session::id)
        .orElse(null);
  }

  /// @throws StackRefusedException if the project lets nobody in with a password
  private ProviderRooms enabled(StackRequest request) {
    ProviderRooms rooms = projects.of(request.project().id());
    if (!rooms.settings().settings().credentialEnabled()) {
      throw KnownError.PASSWORD_AUTHENTICATION_NOT_ENABLED.refused();
    }
    return rooms;
  }

  /// The hash of a password that is to be set.
  ///
  /// @throws StackRefusedException if it is not taken, or cannot be hashed just now
  static String prepared(ProviderRooms rooms, String password) {
    return switch (rooms.passwords().prepare(new Secret(password))) {
      case Prepared.Ready(var hash) -> hash;
      case Prepared.Busy() -> throw TryLater.busy().refused();
      case Prepared.Unfit(var fault) -> throw refusal(fault).refused();
    };
  }

  private static StackAnswer refusal(PasswordFault fault) {
    return switch (fault) {
      case TOO_SHORT -> DetailedError.passwordTooShort(PasswordRule.SHORTEST);
      case TOO_LONG -> DetailedError.passwordTooLong(PasswordRule.LONGEST);
      case COMMON -> KnownError.PASSWORD_REQUIREMENTS_NOT_MET;
    };
  }
}

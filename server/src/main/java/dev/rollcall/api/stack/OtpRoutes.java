package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.AccountWritten;
import dev.rollcall.auth.account.Channel;
import dev.rollcall.auth.code.Code;
import dev.rollcall.auth.code.Code.Purpose;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.Limit;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Signing in with a link or a code that comes by mail; whoever is new gets an account.
public final class OtpRoutes implements RouteGroup {
  private static final Shape SEND =
      Shape.empty()
          .with("email", Rule.text().strictEmail().defined())
          .with("callback_url", Rule.text().url().defined());

  private final ProviderRooms.Finder projects;

  public OtpRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.post("/auth/otp/send-sign-in-code", Access.CLIENT, this::send);
    routes.post("/auth/otp/sign-in", Access.CLIENT, this::signIn);
    routes.post("/auth/otp/sign-in/check-code", Access.CLIENT, this::check);
  }

  private StackAnswer send(StackRequest request) {
    Fields body = request.body(SEND);
    ProviderRooms rooms = enabled(request);
    String callback = Redirects.trusted(rooms.settings(), body.text("callback_url"));
    String email = body.text("email");
    Guarded.toOneMailbox(request, rooms, Limit.CODE_PER_ADDRESS, email);
    return CodeAnswers.mailing(
        rooms,
        tx -> {
          Optional<Account> account = rooms.accounts().findByAuthEmail(tx, email);
          if (account.isEmpty() && !rooms.settings().settings().signUpEnabled()) {
            return KnownError.SIGN_UP_NOT_ENABLED;
          }
          if (account.isPresent() && !verified(rooms, tx, email)) {
            // Whoever took the address may not read it; a link must not open that account.
            return DetailedError.userEmailAlreadyExists(email);
          }
          PasswordRoutes.note(
              rooms, tx, request, AuditKind.CODE_SENT, account.map(Account::id).orElse(null));
          return StackAnswer.ok(
              Map.of(
                  "nonce",
                  rooms
                      .mails()
                      .signIn(tx, account.orElse(null), email, callback, rooms.clock().instant())));
        });
  }

  private StackAnswer check(StackRequest request) {
    String code = request.body(CodeAnswers.CODE).text("code");
    return CodeAnswers.check(enabled(request), Purpose.SIGN_IN, code);
  }

  private StackAnswer signIn(StackRequest request) {
    String text = request.body(CodeAnswers.CODE).text("code");
    ProviderRooms rooms = enabled(request);
    Guarded.fromOneAddress(request, rooms, Limit.LOGIN_PER_IP);
    return CodeAnswers.use(
        rooms, Purpose.SIGN_IN, text, (tx, code) -> signIn(rooms, request, tx, code));
  }

  private static StackAnswer signIn(
      ProviderRooms rooms, StackRequest request, Transaction tx, Code code) throws SQLException {
    Instant now = rooms.clock().instant();
    Optional<Account> known = rooms.accounts().findByAuthEmail(tx, code.email());
    if (known.isEmpty() && code.account() != null) {
      // The account was there when the code was sent, and has gone or changed its address since.
      return KnownError.VERIFICATION_CODE_NOT_FOUND;
    }
    if (known.isPresent() && !verified(rooms, tx, code.email())) {
      // Signed up with a password after the code was sent, and proved nothing.
      return DetailedError.userEmailAlreadyExists(code.email());
    }
    AccountWritten written =
        known.isPresent()
            ? welcome(rooms, tx, known.get(), now)
            : rooms
                .accounts()
                .create(
                    tx,
                    UUID.randomUUID(),
                    AccountChange.NOTHING.withEmail(code.email(), true).withOtp(),
                    now,
                    now);
    return switch (written) {
      case AccountWritten.Written(var account) -> {
        SignInAnswer.refuseBanned(account);
        AuditKind kind = known.isEmpty() ? AuditKind.SIGN_UP : AuditKind.SIGN_IN;
        rooms.guard().note(tx, Guarded.note(request, kind, account.id()).with("by", "code"));
        Map<String, Object> answer =
            SignInAnswer.of(
                rooms, SignInAnswer.begin(rooms, tx, account, request.profile()), account);
        answer.put("is_new_user", known.isEmpty());
        yield StackAnswer.ok(answer);
      }
      case AccountWritten.EmailTaken(var email) ->
          throw DetailedError.userEmailAlreadyExists(email).refused();
      case AccountWritten.Missing(), AccountWritten.IdTaken() ->
          throw KnownError.VERIFICATION_CODE_NOT_FOUND.refused();
    };
  }

  /// Whoever reads the mail of a verified address may sign in by mail from then on.
  private static AccountWritten welcome(
      ProviderRooms rooms, Transaction tx, Account account, Instant now) throws SQLException {
    rooms.accounts().active(tx, account, now);
    return account.otpEnabled()
        ? new AccountWritten.Written(account)
        : rooms.accounts().change(tx, account.id(), AccountChange.NOTHING.withOtp(), now);
  }

  private static boolean verified(ProviderRooms rooms, Transaction tx, String email)
      throws SQLException {
    return rooms.channels().withAddress(tx, email).stream()
        .filter(Channel::usedForAuth)
        .anyMatch(Channel::verified);
  }

  private ProviderRooms enabled(StackRequest request) {
    ProviderRooms rooms = projects.of(request.project().id());
    if (!rooms.settings().settings().magicLinkEnabled()) {
      throw StackAnswer.plainError(403, "Magic link is not enabled for this project").refused();
    }
    return rooms;
  }
}

package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.code.Code.Purpose;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A new password for somebody who forgot the old one and reads the account's mail.
public final class PasswordResetRoutes implements RouteGroup {
  private static final Map<String, String> MAYBE =
      Map.of("success", "maybe, only if user with e-mail exists");

  private static final Shape SEND =
      Shape.empty()
          .with("email", Rule.text().email().defined())
          .with("callback_url", Rule.text().url().defined());

  private static final Shape RESET = CodeAnswers.CODE.with("password", Rule.text().defined());

  private final ProviderRooms.Finder projects;

  public PasswordResetRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.post("/auth/password/send-reset-code", Access.CLIENT, this::send);
    routes.post("/auth/password/reset/check-code", Access.CLIENT, this::check);
    routes.post("/auth/password/reset", Access.CLIENT, this::reset);
  }

  /// The redirect is looked at before the address is, or the refusal would list our users.
  private StackAnswer send(StackRequest request) {
    Fields body = request.body(SEND);
    ProviderRooms rooms = enabled(request);
    String callback = Redirects.trusted(rooms.settings(), body.text("callback_url"));
    Guarded.toOneMailbox(request, rooms, Limit.RESET_PER_ADDRESS, body.text("email"));
    CodeAnswers.mailing(
        rooms,
        tx -> {
          String email = body.text("email");
          Instant now = rooms.clock().instant();
          Optional<Account> account = rooms.accounts().findByAuthEmail(tx, email);
          PasswordRoutes.note(
              rooms,
              tx,
              request,
              AuditKind.PASSWORD_RESET_ASKED,
              account.map(Account::id).orElse(null));
          if (account.isPresent()) {
            rooms.mails().resetPassword(tx, account.get(), email, callback, now);
          } else {
            rooms.mails().resetNobodysPassword(tx, email, callback, now);
          }
          return true;
        });
    return StackAnswer.ok(MAYBE);
  }

  private StackAnswer check(StackRequest request) {
    String code = request.body(CodeAnswers.CODE).text("code");
    return CodeAnswers.check(enabled(request), Purpose.RESET_PASSWORD, code);
  }

  private StackAnswer reset(StackRequest request) {
    Fields body = request.body(RESET);
    ProviderRooms rooms = enabled(request);
    Guarded.fromOneAddress(request, rooms, Limit.LOGIN_PER_IP);
    String hash = PasswordRoutes.prepared(rooms, body.text("password"));
    List<String> unlocked = new ArrayList<>();
    StackAnswer answer =
        CodeAnswers.use(
            rooms,
            Purpose.RESET_PASSWORD,
            body.text("code"),
            (tx, code) -> {
              @Nullable UUID account = code.account();
              if (account == null) {
                return KnownError.VERIFICATION_CODE_NOT_FOUND;
              }
              PasswordRoutes.change(rooms, tx, account, hash);
              PasswordRoutes.note(rooms, tx, request, AuditKind.PASSWORD_RESET, account);
              rooms.sessions().endAll(tx, account, null);
              unlocked.add(code.email());
              return StackAnswer.success();
            });
    // Whoever reads the mail is no guesser.
    unlocked.forEach(rooms.guard()::succeeded);
    return answer;
  }

  private ProviderRooms enabled(StackRequest request) {
    ProviderRooms rooms = projects.of(request.project().id());
    if (!rooms.settings().settings().credentialEnabled()) {
      throw KnownError.PASSWORD_AUTHENTICATION_NOT_ENABLED.refused();
    }
    return rooms;
  }
}

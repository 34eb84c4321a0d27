package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.Channel;
import dev.rollcall.auth.account.ContactChannels.Change;
import dev.rollcall.auth.account.ContactChannels.Outcome;
import dev.rollcall.auth.account.Given;
import dev.rollcall.auth.code.Code;
import dev.rollcall.auth.code.Code.Purpose;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.Limit;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Proof that a user reads an address.
public final class VerificationRoutes implements RouteGroup {
  private static final Shape SEND = Shape.empty().with("callback_url", Rule.text().url().defined());

  private static final Shape SEND_OWN =
      Shape.empty()
          .with("email", Rule.text().email().defined())
          .with("callback_url", Rule.text().url().defined());

  private final ProviderRooms.Finder projects;

  public VerificationRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.post("/contact-channels/send-verification-code", Access.CLIENT, this::sendOwn);
    routes.post(
        "/contact-channels/{user_id}/{channel_id}/send-verification-code",
        Access.CLIENT,
        this::send);
    routes.post("/contact-channels/verify", Access.CLIENT, this::verify);
    routes.post("/contact-channels/verify/check-code", Access.CLIENT, this::check);
  }

  /// The form that names an address, which must be the user's primary one.
  private StackAnswer sendOwn(StackRequest request) {
    Fields body = request.body(SEND_OWN);
    ProviderRooms rooms = projects.of(request.project().id());
    Account account = ContactChannelRoutes.account(rooms, ProviderRooms.uuid(request.signedIn()));
    Channel primary = account.primary();
    if (primary == null || !primary.value().equals(body.text("email"))) {
      return DetailedError.emailIsNotPrimaryEmail(body.text("email"), account.email());
    }
    return send(request, rooms, account, primary, body.text("callback_url"));
  }

  private StackAnswer send(StackRequest request) {
    String user = request.parameter("user_id", Rule.userIdOrMe().defined());
    UUID id = ContactChannelRoutes.own(request, user, "verify");
    UUID channelId = ContactChannelRoutes.channel(request);
    Fields body = request.body(SEND);
    ProviderRooms rooms = projects.of(request.project().id());
    Account account = ContactChannelRoutes.account(rooms, id);
    Optional<Channel> channel =
        rooms.database().inTransaction(tx -> rooms.channels().find(tx, id, channelId));
    return channel.isEmpty()
        ? ContactChannelRoutes.notFound()
        : send(request, rooms, account, channel.get(), body.text("callback_url"));
  }

  private static StackAnswer send(
      StackRequest request, ProviderRooms rooms, Account account, Channel channel, String url) {
    String callback = Redirects.trusted(rooms.settings(), url);
    if (channel.verified()) {
      return KnownError.EMAIL_ALREADY_VERIFIED;
    }
    Guarded.toOneMailbox(request, rooms, Limit.CODE_PER_ADDRESS, channel.value());
    CodeAnswers.mailing(
        rooms,
        tx -> {
          PasswordRoutes.note(rooms, tx, request, AuditKind.CODE_SENT, account.id());
          rooms.mails().verifyEmail(tx, account, channel, callback, rooms.clock().instant());
          return true;
        });
    return StackAnswer.success();
  }

  private StackAnswer check(StackRequest request) {
    String code = request.body(CodeAnswers.CODE).text("code");
    return CodeAnswers.check(projects.of(request.project().id()), Purpose.VERIFY_EMAIL, code);
  }

  private StackAnswer verify(StackRequest request) {
    String text = request.body(CodeAnswers.CODE).text("code");
    ProviderRooms rooms = projects.of(request.project().id());
    return CodeAnswers.use(
        rooms, Purpose.VERIFY_EMAIL, text, (tx, code) -> verified(request, rooms, tx, code));
  }

  private static StackAnswer verified(
      StackRequest request, ProviderRooms rooms, Transaction tx, Code code) throws SQLException {
    @Nullable UUID account = code.account();
    @Nullable UUID channel = code.channel();
    if (account == null || channel == null) {
      return KnownError.VERIFICATION_CODE_NOT_FOUND;
    }
    boolean same =
        rooms
            .channels()
            .find(tx, account, channel)
            .filter(found -> found.value().equals(code.email()))
            .isPresent();
    // The code proves the address that it was sent to, not the one that the channel has by now.
    if (!same) {
      return KnownError.VERIFICATION_CODE_NOT_FOUND;
    }
    PasswordRoutes.note(rooms, tx, request, AuditKind.EMAIL_VERIFIED, account);
    Change wanted = new Change(Given.not(), Given.not(), Given.as(true), Given.not());
    return rooms.channels().change(tx, account, channel, wanted, rooms.clock().instant())
            instanceof Outcome.Done
        ? StackAnswer.success()
        : KnownError.VERIFICATION_CODE_NOT_FOUND;
  }
}

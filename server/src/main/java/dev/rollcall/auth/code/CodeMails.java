package dev.rollcall.auth.code;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.Channel;
import dev.rollcall.auth.code.Code.Purpose;
import dev.rollcall.auth.mail.LetterValues;
import dev.rollcall.auth.mail.MailKind;
import dev.rollcall.auth.mail.NewMail;
import dev.rollcall.auth.mail.Outbox;
import dev.rollcall.auth.mail.Templates;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.TrustedDomains;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes codes and the mails that carry them, in the caller's transaction: a code is mailed exactly
/// if there is one.
public final class CodeMails {
  private final String project;
  private final Codes codes;
  private final Templates templates;
  private final Outbox outbox;

  /// @param project how the project is called towards its users
  public CodeMails(String project, Codes codes, Templates templates, Outbox outbox) {
    this.project = project;
    this.codes = codes;
    this.templates = templates;
    this.outbox = outbox;
  }

  /// @param callback where the link leads, trusted already
  public void verifyEmail(
      Transaction tx, Account account, Channel channel, String callback, Instant now)
      throws SQLException {
    Codes.Fresh fresh =
        codes.create(tx, Purpose.VERIFY_EMAIL, account.id(), channel.id(), channel.value(), now);
    send(tx, MailKind.EMAIL_VERIFICATION, values(account, channel.value(), callback, fresh), now);
  }

  /// @param email the address that was asked about, with which the account signs in
  public void resetPassword(
      Transaction tx, Account account, String email, String callback, Instant now)
      throws SQLException {
    Codes.Fresh fresh = codes.create(tx, Purpose.RESET_PASSWORD, account.id(), null, email, now);
    send(tx, MailKind.PASSWORD_RESET, values(account, email, callback, fresh), now);
  }

  /// Does as much as [#resetPassword], for an address that nobody signs in with, and sends nothing:
  /// how long the answer takes must not tell.
  public void resetNobodysPassword(Transaction tx, String email, String callback, Instant now)
      throws SQLException {
    Codes.Fresh fresh = codes.create(tx, Purpose.RESET_PASSWORD, null, null, email, now);
    templates.write(
        MailKind.PASSWORD_RESET,
        new LetterValues(project, email, null, link(callback, fresh), null));
  }

  /// @param account null for somebody who may be new
  /// @return what the browser keeps; the rest of the code is in the mail
  public String signIn(
      Transaction tx, @Nullable Account account, String email, String callback, Instant now)
      throws SQLException {
    @Nullable UUID id = account == null ? null : account.id();
    Codes.Fresh fresh = codes.create(tx, Purpose.SIGN_IN, id, null, email, now);
    String name = account == null ? null : account.displayName();
    LetterValues values =
        new LetterValues(project, email, name, link(callback, fresh), fresh.otp().value());
    send(tx, MailKind.SIGN_IN_CODE, values, now);
    return fresh.nonce();
  }

  private LetterValues values(Account account, String email, String callback, Codes.Fresh fresh) {
    return new LetterValues(project, email, account.displayName(), link(callback, fresh), null);
  }

  private static String link(String callback, Codes.Fresh fresh) {
    return TrustedDomains.appendCode(callback, fresh.code().value());
  }

  private void send(Transaction tx, MailKind kind, LetterValues values, Instant now)
      throws SQLException {
    outbox.add(
        tx,
        new NewMail(
            kind,
            MailAddress.of(values.email()),
            templates.write(kind, values),
            now.plus(Codes.USUAL_LIFETIME)));
  }
}

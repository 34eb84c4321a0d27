package dev.rollcall.auth.mail;

import dev.rollcall.json.Json;
import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.MailAnswer;
import dev.rollcall.mail.MailAnswer.Failed;
import dev.rollcall.mail.MailAnswer.Refused;
import dev.rollcall.mail.MailAnswer.Sent;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.secret.UnreadableSecretException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The mails of one project: written down in the transaction that needs them, so that there is a
/// mail exactly if there is a reason for it, and sent afterwards. A mail is sent again if we die
/// between the server's answer and our note of it; it has the same `Message-ID` then.
public final class Outbox {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2));

  /// Longer than any delivery takes.
  private static final Duration LEASE = Duration.ofMinutes(3);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final OutgoingMail table = new OutgoingMail();
  private final Database database;
  private final ProjectId project;
  private final Secrets secrets;
  private final Supplier<MailAddress> sender;
  private final Delivery delivery;
  private final RandomGenerator random;
  private final InstantSource clock;

  /// @param sender who the mails are from, at the time of sending
  public Outbox(
      Database database,
      ProjectId project,
      Secrets secrets,
      Supplier<MailAddress> sender,
      Delivery delivery,
      RandomGenerator random,
      InstantSource clock) {
    this.database = database;
    this.project = project;
    this.secrets = secrets;
    this.sender = sender;
    this.delivery = delivery;
    this.random = random;
    this.clock = clock;
  }

  /// Writes a mail down; it is sent if the transaction commits.
  public void add(Transaction tx, NewMail mail) throws SQLException {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    Secret content = new Secret(Json.MAPPER.writeValueAsString(mail.letter()));
    table.add(tx, id, mail, secrets.encrypt(place(id), content), clock.instant());
  }

  /// Tries to send the mail that is due for longest. False where none is due.
  public boolean sendNext() {
    Instant now = clock.instant();
    return database
        .inTransaction(tx -> table.claim(tx, now, now.plus(LEASE)))
        .map(this::settled)
        .isPresent();
  }

  /// When [#sendNext] has something to do next; empty where nothing waits.
  public Optional<Instant> due(Transaction tx) throws SQLException {
    return table.due(tx);
  }

  /// Removes what is known of mails that were sent or given up before then, and answers of how
  /// many.
  public int forget(Transaction tx, Instant before) throws SQLException {
    return table.forget(tx, before);
  }

  /// Forgets mails to these addresses, also those that were not sent yet.
  public int forgetAddresses(Transaction tx, Collection<String> addresses) throws SQLException {
    return table.forgetAddresses(tx, addresses);
  }

  private ClaimedMail settled(ClaimedMail mail) {
    MailAnswer answer = attempt(mail);
    database.inTransaction(tx -> {
      settle(tx, mail, answer);
      return true;
    });
    return mail;
  }

  private MailAnswer attempt(ClaimedMail mail) {
    if (!clock.instant().isBefore(mail.notAfter())) {
      String last = mail.reason() == null ? "" : "; the last attempt: " + mail.reason();
      return new Refused(false, "It was not sent before its code expired" + last);
    }
    try {
      return delivery.deliver(written(mail));
    } catch (UnreadableSecretException unreadable) {
      return new Refused(false, String.valueOf(unreadable.getMessage()));
    } catch (RuntimeException failure) {
      // Whatever is wrong with this mail must not keep the others from being sent.
      return new Failed(failure.toString());
    }
  }

  private void settle(Transaction tx, ClaimedMail mail, MailAnswer answer) throws SQLException {
    switch (answer) {
      case Sent() -> table.sent(tx, mail, clock.instant());
      case Refused(var temporary, var reason) when !temporary ->
          table.giveUp(tx, mail, clock.instant(), reason);
      case Refused(_, var reason) -> again(tx, mail, reason);
      case Failed(var reason) -> again(tx, mail, reason);
    }
  }

  private void again(Transaction tx, ClaimedMail mail, String reason) throws SQLException {
    Instant now = clock.instant();
    if (mail.attempt() > PAUSES.size()) {
      table.giveUp(tx, mail, now, reason);
      return;
    }
    Instant next = now.plus(PAUSES.get(mail.attempt() - 1));
    if (next.isBefore(mail.notAfter())) {
      table.postpone(tx, mail, next, reason);
    } else {
      table.giveUp(tx, mail, now, reason + "; its code expires before the next attempt");
    }
  }

  private Mail written(ClaimedMail mail) {
    Secret content = secrets.decrypt(place(mail.id()), mail.content());
    Letter letter = Json.MAPPER.readValue(content.value(), Letter.class);
    MailAddress from = sender.get();
    return new Mail(
        from,
        MailAddress.of(mail.recipient()),
        letter.subject(),
        letter.text(),
        letter.html(),
        Map.of(
            "Message-ID",
            "<" + mail.id() + "@" + from.domain() + ">",
            "Date",
            DATE.format(mail.createdAt()),
            // No out-of-office notes in return (RFC 3834).
            "Auto-Submitted",
            "auto-generated"));
  }

  private String place(UUID id) {
    return "project/" + project + "/outgoing_mail/" + id;
  }
}

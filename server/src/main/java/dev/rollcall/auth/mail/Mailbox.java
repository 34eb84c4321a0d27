package dev.rollcall.auth.mail;

import dev.rollcall.json.Json;
import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAnswer;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The development mailbox, the table `rollcall_control.mailbox`: keeps the newest mails of all
/// projects instead of sending them. As in Inbucket, a mailbox is named by what stands before the
/// `@`, without what follows a `+`, in lower case; a whole address finds its own mails only.
public final class Mailbox implements Delivery {
  private static final int KEPT = 1_000;
  private static final String LATEST = "latest";

  private final Database control;
  private final Secrets secrets;
  private final InstantSource clock;

  public Mailbox(Database control, Secrets secrets, InstantSource clock) {
    this.control = control;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public MailAnswer deliver(Mail mail) {
    return control.inTransaction(tx -> {
      long id =
          tx.number("select nextval(pg_get_serial_sequence('rollcall_control.mailbox', 'id'))");
      tx.update(
          """
          insert into rollcall_control.mailbox (id, name, address, content, at)
          values (?, ?, ?, ?, ?)
          """,
          id,
          name(mail.to().address()),
          lower(mail.to().address()),
          secrets.encrypt(place(id), new Secret(Json.MAPPER.writeValueAsString(mail))),
          clock.instant());
      tx.update(
          """
          delete from rollcall_control.mailbox
           where id <= (select id from rollcall_control.mailbox order by id desc offset ? limit 1)
          """,
          KEPT);
      return new MailAnswer.Sent();
    });
  }

  /// The mails of a mailbox, the oldest first.
  ///
  /// @param name what stands before the `@`, or a whole address
  public List<StoredMail> list(String name) {
    return control.inTransaction(tx -> list(tx, name));
  }

  /// @param id of a mail in that mailbox, or `latest`
  public Optional<StoredMail> find(String name, String id) {
    List<StoredMail> all = list(name);
    if (id.equals(LATEST)) {
      return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }
    return all.stream().filter(mail -> String.valueOf(mail.id()).equals(id)).findFirst();
  }

  /// All mails that are kept, the oldest first.
  public List<StoredMail> all() {
    return control.inTransaction(tx ->
        tx.all(
            "select id, name, content, at from rollcall_control.mailbox order by id", this::read));
  }

  /// Throws mails to these addresses away.
  public int forgetAddresses(Collection<String> addresses) {
    return control.inTransaction(tx ->
        tx.update(
            "delete from rollcall_control.mailbox where address = any (?)",
            SqlArray.texts(addresses.stream().map(Mailbox::lower).toList())));
  }

  private List<StoredMail> list(Transaction tx, String name) throws SQLException {
    return name.contains("@")
        ? tx.all(
            """
            select id, name, content, at from rollcall_control.mailbox
             where address = ? order by id
            """,
            this::read,
            lower(name))
        : tx.all(
            "select id, name, content, at from rollcall_control.mailbox where name = ? order by id",
            this::read,
            name(name));
  }

  private StoredMail read(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    Secret content = secrets.decrypt(place(id), row.getBytes("content"));
    return new StoredMail(
        id,
        Columns.text(row, "name"),
        Columns.someTime(row, "at"),
        Json.MAPPER.readValue(content.value(), Mail.class));
  }

  private static String name(String address) {
    return lower(address).replaceFirst("@.*", "").replaceFirst("(?<=.)\\+.*", "");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String place(long id) {
    return "mailbox/" + id;
  }
}

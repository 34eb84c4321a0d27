package dev.rollcall.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.MailAnswer.Sent;
import dev.rollcall.postgres.Migrations;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The development mailbox, as tools for testing mails read it.
class MailboxTest {
  @RegisterExtension
  final PostgresExtension postgres =
      new PostgresExtension()
          .withTemplate(
              "control_mailbox",
              database ->
                  new Migrations("rollcall_control", 4, List.of("dev/rollcall/project/migration"))
                      .run(database.source()));

  private final MovableClock clock = new MovableClock();
  private final Secrets secrets =
      new Secrets(
          MasterKey.of(new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")),
          new SecureRandom());

  @Test
  void a_mail_is_found_by_the_name_before_the_at_sign_and_by_the_whole_address() {
    deliver("Ada@Example.com", "first");
    deliver("ada+test@example.com", "second");
    deliver("ada@other.example", "third");
    deliver("bob@example.com", "fourth");

    assertThat(subjects("ada")).containsExactly("first", "second", "third");
    assertThat(subjects("ADA+anything")).containsExactly("first", "second", "third");
    assertThat(subjects("ada@EXAMPLE.com")).containsExactly("first");
    assertThat(subjects("ada+test@example.com")).containsExactly("second");
    assertThat(subjects("eve")).isEmpty();
    assertThat(mailbox().all()).hasSize(4);
  }

  @Test
  void a_mail_belongs_to_one_mailbox_only() {
    deliver("ada@example.com", "first");
    deliver("ada@example.com", "second");
    String id = String.valueOf(mailbox().list("ada").getFirst().id());

    assertThat(mailbox().find("ada", id)).map(this::subject).contains("first");
    assertThat(mailbox().find("ada", "latest")).map(this::subject).contains("second");
    assertThat(mailbox().find("bob", id)).isEmpty();
    assertThat(mailbox().find("bob", "latest")).isEmpty();
    assertThat(mailbox().find("ada", "none")).isEmpty();
  }

  @Test
  void only_the_newest_thousand_are_kept() {
    postgres
        .database()
        .inTransaction(tx ->
            tx.update(
                """
                insert into rollcall_control.mailbox (name, address, content, at)
                select 'bob', 'bob@example.com', '', now() from generate_series(1, 1000)
                """));

    deliver("ada@example.com", "one more");

    assertThat(subjects("ada")).containsExactly("one more");
    assertThat(number("select count(*) from rollcall_control.mailbox")).isEqualTo(1_000);
    assertThat(number("select min(id) from rollcall_control.mailbox")).isEqualTo(2);
  }

  @Test
  void what_mails_say_cannot_be_read_in_the_database() {
    deliver("ada@example.com", "Your code is AB12CD");

    List<String> stored =
        postgres
            .database()
            .inTransaction(tx ->
                tx.all(
                    "select encode(content, 'escape') from rollcall_control.mailbox",
                    row -> row.getString(1)));

    assertThat(stored).hasSize(1).noneMatch(row -> row.contains("AB12CD"));
  }

  @Test
  void it_is_shown_as_inbucket_shows_it() {
    mailbox()
        .deliver(
            new Mail(
                new MailAddress("Shop", "hello@shop.example"),
                MailAddress.of("ada@example.com"),
                "Hello",
                "Hi",
                "<p>Hi ü</p>",
                Map.of("Message-ID", "<1@shop.example>")));
    StoredMail stored = mailbox().list("ada").getFirst();

    assertThat(MailboxView.list(List.of(stored)))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                [{"mailbox": "ada", "id": "1", "from": "\\"Shop\\" <hello@shop.example>",
                  "to": ["<ada@example.com>"], "subject": "Hello",
                  "date": "2026-02-01T12:00:00Z", "posix-millis": 1769947200000,
                  "size": 14, "seen": false}]
                """));
    assertThat(MailboxView.message(stored))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"mailbox": "ada", "id": "1", "from": "\\"Shop\\" <hello@shop.example>",
                 "to": ["<ada@example.com>"], "subject": "Hello",
                 "date": "2026-02-01T12:00:00Z", "posix-millis": 1769947200000,
                 "size": 14, "seen": false,
                 "body": {"text": "Hi", "html": "<p>Hi ü</p>"},
                 "header": {"From": ["\\"Shop\\" <hello@shop.example>"],
                            "To": ["<ada@example.com>"], "Subject": ["Hello"],
                            "Message-ID": ["<1@shop.example>"]},
                 "attachments": []}
                """));
  }

  private long number(String sql) {
    return postgres.database().inTransaction(tx -> tx.number(sql));
  }

  private Mailbox mailbox() {
    return new Mailbox(postgres.database(), secrets, clock);
  }

  private void deliver(String to, String subject) {
    Mail mail =
        new Mail(
            MailAddress.of("hello@shop.example"), MailAddress.of(to), subject, "", null, Map.of());
    assertThat(mailbox().deliver(mail)).isEqualTo(new Sent());
  }

  private List<String> subjects(String name) {
    return mailbox().list(name).stream().map(this::subject).toList();
  }

  private String subject(StoredMail stored) {
    return stored.mail().subject();
  }
}

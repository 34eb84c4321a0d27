package dev.rollcall.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.MailAnswer;
import dev.rollcall.mail.MailAnswer.Failed;
import dev.rollcall.mail.MailAnswer.Refused;
import dev.rollcall.mail.MailAnswer.Sent;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.UsersTable;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Mails from the transaction that needs them to the server that takes them.
class OutboxTest {
  @RegisterExtension
  final PostgresExtension postgres =
      new PostgresExtension()
          .withTemplate(
              "outgoing_mail", database -> ProjectFixture.migrate(database, UsersTable.USUAL));

  private final MovableClock clock = new MovableClock();
  private final SecureRandom random = new SecureRandom();
  private final Secrets secrets =
      new Secrets(MasterKey.of(new Secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")), random);
  private final List<Mail> delivered = new ArrayList<>();
  private final Deque<MailAnswer> answers = new ArrayDeque<>();

  @Test
  void a_mail_is_sent_once_and_its_content_is_gone_then() {
    add("ada@example.com");

    assertThat(outbox().sendNext()).isTrue();
    assertThat(outbox().sendNext()).isFalse();

    Mail mail = delivered.getFirst();
    assertThat(mail.from()).hasToString("\"Shop\" <hello@shop.example>");
    assertThat(mail.to().address()).isEqualTo("ada@example.com");
    assertThat(mail.subject()).isEqualTo("Sign in to Shop: Your code is AB12CD");
    assertThat(mail.headers())
        .containsEntry("Date", "Sun, 1 Feb 2026 12:00:00 +0000")
        .containsEntry("Auto-Submitted", "auto-generated");
    assertThat(mail.headers().get("Message-ID")).matches("<[0-9a-f-]{36}@shop.example>");
    assertThat(rows()).containsExactly("sent 1  -");
  }

  @Test
  void a_mail_of_a_transaction_that_is_rolled_back_is_never_sent() {
    assertThatThrownBy(() ->
            postgres
                .database()
                .inTransaction(tx -> {
                  outbox().add(tx, mail("ada@example.com"));
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");

    assertThat(outbox().sendNext()).isFalse();
  }

  @Test
  void while_a_mail_waits_its_code_cannot_be_read_in_the_database() {
    add("ada@example.com");

    assertThat(
            strings(
                """
                select encode(content, 'escape') || kind || coalesce(reason, '')
                  from rollcall_auth.outgoing_mail
                """))
        .hasSize(1)
        .noneMatch(row -> row.contains("AB12CD") || row.contains("https://"));
  }

  @Test
  void a_failed_attempt_is_repeated_after_growing_pauses_and_then_given_up() {
    add("ada@example.com");
    List<Duration> pauses = new ArrayList<>();

    for (int attempt = 1; attempt <= 6; attempt++) {
      answers.add(new Failed("no answer " + attempt));
      Duration pause = Duration.ZERO;
      while (!outbox().sendNext()) {
        clock.advance(Duration.ofSeconds(5));
        pause = pause.plusSeconds(5);
      }
      pauses.add(pause);
    }

    assertThat(pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(0L, 10L, 60L, 300L, 1_800L, 7_200L);
    assertThat(rows()).containsExactly("failed 6 ada@example.com -no answer 6");
    assertThat(delivered.stream().map(mail -> mail.headers().get("Message-ID")).distinct())
        .hasSize(1);
    assertThat(new FailedMails(postgres.database()).latest(10))
        .extracting(FailedMail::kind, FailedMail::reason)
        .containsExactly(tuple("sign_in_code", "no answer 6"));
  }

  @Test
  void a_refusal_for_good_is_not_repeated_and_one_for_now_is() {
    add("no@example.com");
    answers.add(new Refused(false, "550 no such user"));
    outbox().sendNext();
    add("busy@example.com");
    answers.add(new Refused(true, "451 later"));
    outbox().sendNext();

    assertThat(rows())
        .containsExactly(
            "waiting 1 busy@example.com content451 later",
            "failed 1 no@example.com -550 no such user");
  }

  @Test
  void a_code_that_has_expired_is_not_sent() {
    add("ada@example.com");
    clock.advance(Duration.ofHours(12));

    assertThat(outbox().sendNext()).isTrue();

    assertThat(delivered).isEmpty();
    assertThat(rows())
        .containsExactly("failed 1 ada@example.com -It was not sent before its code expired");
  }

  @Test
  void what_would_expire_before_the_next_attempt_is_given_up_at_once() {
    add("ada@example.com");
    clock.advance(Duration.ofHours(12).minusSeconds(5));
    answers.add(new Failed("no answer"));

    outbox().sendNext();

    assertThat(rows())
        .containsExactly(
            "failed 1 ada@example.com -no answer; its code expires before the next attempt");
  }

  @Test
  void a_mail_that_breaks_everything_holds_up_no_other() {
    add("broken@example.com");
    postgres
        .database()
        .inTransaction(
            tx -> tx.update("update rollcall_auth.outgoing_mail set content = '\\x0102'"));
    add("angry@example.com");
    add("ada@example.com");

    Outbox outbox =
        outbox(mail -> {
          if (mail.to().address().startsWith("angry")) {
            throw new IllegalStateException("a mistake of ours");
          }
          return deliver(mail);
        });
    outbox.sendNext();
    outbox.sendNext();
    outbox.sendNext();

    assertThat(delivered)
        .extracting(mail -> mail.to().address())
        .containsExactly("ada@example.com");
    assertThat(rows())
        .hasSize(3)
        .anyMatch(row -> row.startsWith("failed 1 broken@example.com"))
        .contains(
            "waiting 1 angry@example.com contentjava.lang.IllegalStateException: a mistake of ours");
  }

  @Test
  void a_mail_that_another_server_holds_is_passed_over_and_a_dead_servers_mail_is_sent_later()
      throws Exception {
    add("ada@example.com");
    clock.advance(Duration.ofSeconds(1));
    add("bob@example.com");
    OutgoingMail table = new OutgoingMail();

    try (HeldTransaction held =
        new HeldTransaction(
            postgres.database(),
            tx -> table.claim(tx, clock.instant(), clock.instant().plusSeconds(180)))) {
      assertThat(outbox().sendNext()).isTrue();
      assertThat(outbox().sendNext()).isFalse();
      held.commit();
    }
    assertThat(delivered)
        .extracting(mail -> mail.to().address())
        .containsExactly("bob@example.com");

    assertThat(outbox().sendNext()).isFalse();
    clock.advance(Duration.ofMinutes(3));
    assertThat(outbox().sendNext()).isTrue();
    assertThat(rows()).containsExactly("sent 2  -", "sent 1  -");
  }

  @Test
  void a_server_that_fails_too_late_changes_nothing_any_more() {
    add("ada@example.com");
    answers.add(new Failed("no answer"));
    Outbox slow =
        outbox(mail -> {
          clock.advance(Duration.ofMinutes(4));
          assertThat(outbox().sendNext()).isTrue();
          return new Refused(false, "too slow");
        });

    slow.sendNext();

    assertThat(rows()).containsExactly("waiting 2 ada@example.com contentno answer");
  }

  @Test
  void what_was_settled_long_ago_is_forgotten_and_what_waits_is_not() {
    add("ada@example.com");
    outbox().sendNext();
    add("bob@example.com");
    clock.advance(Duration.ofDays(8));

    postgres.database().inTransaction(tx -> outbox().forget(tx, clock.instant()));

    assertThat(rows()).containsExactly("waiting 0 bob@example.com content");
  }

  private Outbox outbox() {
    return outbox(this::deliver);
  }

  private Outbox outbox(Delivery delivery) {
    return new Outbox(
        postgres.database(),
        new ProjectId("default"),
        secrets,
        () -> new MailAddress("Shop", "hello@shop.example"),
        delivery,
        random,
        clock);
  }

  private MailAnswer deliver(Mail mail) {
    delivered.add(mail);
    return answers.isEmpty() ? new Sent() : answers.remove();
  }

  private void add(String to) {
    postgres
        .database()
        .inTransaction(tx -> {
          outbox().add(tx, mail(to));
          return true;
        });
  }

  private NewMail mail(String to) {
    String subject = "Sign in to Shop: Your code is AB12CD";
    Letter letter = new Letter(subject, "AB12CD\nhttps://shop.example/?code=x\n", "<p>AB12CD</p>");
    return new NewMail(
        MailKind.SIGN_IN_CODE,
        MailAddress.of(to),
        letter,
        clock.instant().plus(Duration.ofHours(12)));
  }

  /// `state attempts recipient content|- reason`
  private List<String> rows() {
    return strings(
        """
        select concat(state, ' ', attempts, ' ', recipient, ' ',
                      case when content is null then '-' else 'content' end, reason)
          from rollcall_auth.outgoing_mail order by state desc, created_at, attempts
        """);
  }

  private List<String> strings(String sql) {
    return postgres.database().inTransaction(tx -> tx.all(sql, row -> row.getString(1)));
  }
}

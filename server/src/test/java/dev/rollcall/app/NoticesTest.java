package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.rollcall.app.Notices.ProviderState;
import dev.rollcall.app.ProjectSample.Said;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.doctor.Incidents;
import dev.rollcall.inbox.InboxView.Backlog;
import dev.rollcall.postgres.Migrations;
import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.HookReceiver.Received;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the operator is told of, and how often, by two servers that see the same.
class NoticesTest {
  private static final String SECRET = "whsec_bm90aWNlcy1mb3ItdGhlLW9wZXJhdG9yLWFsb25l";

  @RegisterExtension
  private final PostgresExtension postgres =
      new PostgresExtension()
          .withTemplate(
              "notices",
              database ->
                  new Migrations(
                          "rollcall_control",
                          Provisioning.LATEST_CONTROL,
                          List.of("dev/rollcall/project/migration"))
                      .run(database.source()));

  private final GreenMail mails = new GreenMail(ServerSetup.SMTP.dynamicPort().setVerbose(false));
  private final HookReceiver receiver = new HookReceiver();
  private final MovableClock clock = new MovableClock();
  private Notices server;
  private Notices another;
  private volatile ProviderState provider = new ProviderState.Answers();
  private volatile long heldBack;
  private volatile long quarantined;

  @BeforeEach
  void start() {
    // Receivers look at the real clock.
    clock.advance(Duration.between(MovableClock.START, Instant.now()));
    mails.start();
    server = notices();
    another = notices();
  }

  @AfterEach
  void stop() {
    receiver.close();
    mails.stop();
  }

  @Test
  void a_provider_that_is_away_for_five_minutes_is_told_once_and_so_is_its_return() {
    provider = new ProviderState.Away("The provider does not answer: HTTP 500");
    look(Duration.ofMinutes(4));
    assertThat(told()).isEmpty();

    look(Duration.ofMinutes(1));
    look(Duration.ofMinutes(10));
    server = notices();
    look(Duration.ofMinutes(10));
    provider = new ProviderState.Unknown();
    look(Duration.ofMinutes(1));
    assertThat(told())
        .containsExactly("incident.began shop provider: The provider does not answer: HTTP 500");

    provider = new ProviderState.Answers();
    look(Duration.ofMinutes(1));
    look(Duration.ofMinutes(1));
    assertThat(told())
        .containsExactly(
            "incident.began shop provider: The provider does not answer: HTTP 500",
            "incident.over shop provider: The provider does not answer: HTTP 500");
  }

  @Test
  void a_provider_that_comes_back_before_that_is_no_news() {
    provider = new ProviderState.Away("The provider does not answer: HTTP 500");
    look(Duration.ofMinutes(4));
    provider = new ProviderState.Answers();
    look(Duration.ofMinutes(4));

    assertThat(told()).isEmpty();
  }

  @Test
  void deletions_that_are_held_back_are_told_at_once() {
    heldBack = 42;
    look(Duration.ofSeconds(10));
    look(Duration.ofSeconds(10));
    heldBack = 0;
    look(Duration.ofSeconds(10));

    assertThat(told())
        .containsExactly(
            "incident.began shop held_back: Deletions are held back, since they are many at once:"
                + " 42",
            "incident.over shop held_back: Deletions are held back, since they are many at once:"
                + " 42");
  }

  @Test
  void a_quarantine_is_told_when_it_grows_and_again_only_when_it_was_calm_between() {
    quarantined = 2;
    look(Duration.ofMinutes(1));
    quarantined = 3;
    look(Duration.ofMinutes(30));
    look(Duration.ofMinutes(59));
    assertThat(types()).containsExactly("incident.began");

    look(Duration.ofMinutes(2));
    look(Duration.ofHours(5));
    assertThat(types()).containsExactly("incident.began", "incident.over");

    quarantined = 4;
    look(Duration.ofMinutes(1));
    assertThat(told())
        .last()
        .isEqualTo("incident.began shop quarantine: Events could not be applied: 4");
  }

  @Test
  void a_quarantine_that_was_emptied_is_over_and_grows_from_nothing_again() {
    quarantined = 2;
    look(Duration.ofMinutes(1));
    quarantined = 0;
    look(Duration.ofMinutes(1));
    quarantined = 1;
    look(Duration.ofMinutes(1));

    assertThat(types()).containsExactly("incident.began", "incident.over", "incident.began");
  }

  @Test
  void a_receiver_that_fails_is_told_later_and_nobody_gets_two_mails() throws Exception {
    receiver.answers("/notices", 500);
    heldBack = 42;
    look(Duration.ofSeconds(10));
    receiver.answers("/notices", 204);
    look(Duration.ofSeconds(10));
    look(Duration.ofMinutes(2));
    look(Duration.ofMinutes(2));

    List<Received> received = receiver.at("/notices");
    assertThat(received).hasSize(2);
    assertThat(received.get(1).header("webhook-id"))
        .isEqualTo(received.get(0).header("webhook-id"));
    assertThat(mails.getReceivedMessages()).hasSize(1);
    assertThat(mails.getReceivedMessages()[0].getSubject())
        .isEqualTo("Rollcall shop: deletions are held back");
  }

  @Test
  void a_notice_is_signed_as_standard_webhooks_are() {
    heldBack = 42;
    look(Duration.ofSeconds(10));

    Received received = receiver.at("/notices").getFirst();
    assertThatCode(() ->
            new com.standardwebhooks.Webhook(SECRET).verify(received.body(), received.headers()))
        .doesNotThrowAnyException();
  }

  private void look(Duration after) {
    clock.advance(after);
    server.next();
    another.next();
  }

  private Notices notices() {
    Map<String, String> environment =
        Map.of(
            "ROLLCALL_NOTICE_URL",
            receiver.url("/notices"),
            "ROLLCALL_NOTICE_SECRET",
            SECRET,
            "ROLLCALL_NOTICE_EMAIL",
            "operator@example.com",
            "ROLLCALL_NOTICE_SMTP_URL",
            "smtp://127.0.0.1:" + mails.getSmtp().getPort());
    ProjectSample sample = new ProjectSample("shop", postgres.dataSource(), this::said, clock);
    return new Notices(
        new Incidents(postgres.database()),
        NoticeChannels.of(Settings.read(Map.of(), environment, ConfigFile.NONE).notices(), clock),
        () -> List.of(sample),
        clock);
  }

  private Said said() {
    // Something waits, so that it is asked each time.
    return new Said(
        new Backlog(1, quarantined, null, null), heldBack, 0, null, provider, clock.instant());
  }

  private List<String> types() {
    return receiver.at("/notices").stream()
        .map(one -> one.json().path("type").stringValue())
        .toList();
  }

  private List<String> told() {
    return receiver.at("/notices").stream()
        .map(one ->
            "%s %s %s: %s"
                .formatted(
                    one.json().path("type").stringValue(),
                    one.json().at("/data/project_id").stringValue(),
                    one.json().at("/data/kind").stringValue(),
                    one.json().at("/data/sentence").stringValue()))
        .toList();
  }
}

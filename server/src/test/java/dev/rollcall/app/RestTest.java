package dev.rollcall.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.Accounts;
import dev.rollcall.feed.FeedView;
import dev.rollcall.feed.Followers;
import dev.rollcall.inbox.InboxView;
import dev.rollcall.inbox.NewEntry;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A project that nobody uses holds no connection, and is at work at once when something comes or
/// is due.
@Tag("slow")
class RestTest {
  private static final Duration BRIEF = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofHours(1);

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final InstantSource clock = InstantSource.system();
  private final FakeConnector provider = new FakeConnector(clock);
  private final HookReceiver receiver = new HookReceiver();
  private ProjectServer server;

  @BeforeEach
  void start() {
    server = make(LONG, LONG);
  }

  @AfterEach
  void stop() {
    server.stop();
    receiver.close();
  }

  @Test
  void a_webhook_is_applied_at_once() {
    compareAndRest();

    deliver("changed ada 1000 1000 Ada");

    awaitCount(1, "select count(*) from neon_auth.users_sync where name = 'Ada'");
    awaitRest();
  }

  @Test
  void a_webhook_that_needs_a_look_at_the_provider_is_applied_at_once() {
    compareAndRest();
    provider.has(FakeConnector.user("ada", 1000, null, "Ada"));

    deliver("touched ada");

    awaitCount(1, "select count(*) from neon_auth.users_sync where name = 'Ada'");
  }

  @Test
  void a_sign_up_is_told_to_followers_and_endpoints_at_once() {
    server.use(server.project(), server.builtIn());
    server.rooms().webhooks().endpoints().add(receiver.url("/in"), "", List.of());
    awaitRest();

    Instant now = clock.instant();
    server
        .database()
        .inTransaction(tx ->
            new Accounts(server.sync().applier())
                .create(
                    tx,
                    UUID.randomUUID(),
                    AccountChange.NOTHING.withEmail("ada@example.com", true),
                    now,
                    now));

    awaitCount(1, "select count(*) from rollcall.change where number = 1");
    await().until(() -> receiver.at("/in").size() == 1);
    awaitRest();
  }

  @Test
  void an_entry_that_waits_is_applied_when_it_is_due() {
    compareAndRest();
    Instant due = clock.instant().plusSeconds(3);
    write(
        """
        insert into rollcall.inbox (provider, event_id, payload, received_at, due_at, attempts)
        values ('fake', 'e1', 'changed ada 1000 1000 Ada', now(), '%s', 1)
        """
            .formatted(due));
    awaitRest();
    assertThat(clock.instant()).isBefore(due);

    awaitCount(1, "select count(*) from neon_auth.users_sync where name = 'Ada'");
    assertThat(clock.instant()).isAfterOrEqualTo(due);
  }

  @Test
  void a_message_that_did_not_arrive_is_sent_again_when_it_is_due() {
    compareAndRest();
    server.rooms().webhooks().endpoints().add(receiver.url("/in"), "", List.of());
    receiver.answers("/in", 503);
    deliver("changed ada 1000 1000 Ada");
    awaitCount(1, "select count(*) from rollcall.webhook_delivery where retries = 1");
    receiver.answers("/in", 200);
    write("update rollcall.webhook_delivery set next_at = now() + interval '3 seconds'");
    awaitRest();
    assertThat(receiver.at("/in")).hasSize(1);

    await().until(() -> receiver.at("/in").size() == 2);
  }

  @Test
  void a_comparison_that_falls_due_is_made() {
    restart(Duration.ofSeconds(4), LONG);
    awaitCount(1, "select count(*) from rollcall.comparison where state = 'finished'");
    awaitRest();
    provider.has(FakeConnector.user("ada", 1000, null, "Ada"));

    awaitCount(1, "select count(*) from neon_auth.users_sync where name = 'Ada'");
  }

  @Test
  void a_comparison_that_is_asked_for_is_made_at_once() {
    compareAndRest();
    provider.has(FakeConnector.user("ada", 1000, null, "Ada"));

    server.compareAnew();

    awaitCount(1, "select count(*) from neon_auth.users_sync where name = 'Ada'");
  }

  @Test
  void what_plain_sql_did_is_seen_at_the_next_look() {
    restart(LONG, BRIEF);
    deliver("changed ada 1000 1000 Ada");
    awaitCount(1, "select count(*) from rollcall.change where number = 1");
    awaitRest();

    postgres
        .database()
        .inTransaction(tx -> tx.update("delete from neon_auth.users_sync where id = 'ada'"));

    awaitCount(1, "select count(*) from rollcall.change where number = 2");
  }

  @Test
  void a_table_that_was_altered_is_seen_at_the_next_look() {
    restart(LONG, BRIEF);
    awaitRest();

    postgres
        .database()
        .inTransaction(tx -> tx.update("alter table neon_auth.users_sync rename to away"));

    await().until(() -> server.status().troubles().containsKey("apply shop"));
  }

  @Test
  void somebody_who_follows_keeps_it_awake_and_hears_of_plain_sql() throws Exception {
    compareAndRest();
    deliver("changed ada 1000 1000 Ada");
    awaitCount(1, "select count(*) from rollcall.change where number = 1");
    FeedView feed = server.rooms().feed();
    feed.now();
    try (Followers.Seat seat = server.rooms().followers().join().orElseThrow()) {
      await().until(() -> seat.heard() > 0);
      long heard = seat.heard();
      // Longer than it takes to rest.
      assertThat(seat.await(heard, BRIEF.multipliedBy(4))).isFalse();

      postgres
          .database()
          .inTransaction(tx -> tx.update("delete from neon_auth.users_sync where id = 'ada'"));

      assertThat(seat.await(heard, Duration.ofSeconds(10))).isTrue();
    }
    awaitRest();
  }

  @Test
  void looking_at_it_leaves_no_connection_and_wakes_nobody() {
    compareAndRest();

    assertThat(new InboxView(server.database()).backlog().waiting()).isZero();
    assertThat(server.rooms().users().live()).isZero();
    assertThat(server.rooms().reconciler().newest()).isPresent();

    assertThat(server.agenda().isResting()).isTrue();
    await().until(() -> connections() == 0);
  }

  private void compareAndRest() {
    awaitCount(1, "select count(*) from rollcall.comparison where state = 'finished'");
    awaitRest();
  }

  private void restart(Duration compareEvery, Duration lookEvery) {
    server.stop();
    server = make(compareEvery, lookEvery);
  }

  private ProjectServer make(Duration compareEvery, Duration lookEvery) {
    ProjectServer made =
        AtWork.project(postgres.url(), compareEvery, new Agenda.Pace(BRIEF, lookEvery));
    made.use(made.project(), provider);
    made.start();
    return made;
  }

  private void deliver(String payload) {
    assertThat(
            server
                .delivery()
                .store()
                .receive(
                    new NewEntry(
                        FakeConnector.FAKE, new StoredEvent(payload, payload.getBytes(UTF_8)))))
        .isTrue();
  }

  private void awaitRest() {
    await().until(() -> server.agenda().isResting() && connections() == 0);
  }

  private void awaitCount(long count, String sql) {
    await().until(() -> number(sql) == count);
  }

  /// As this server does.
  private void write(String sql) {
    server.database().inTransaction(tx -> tx.update(sql));
  }

  /// As everybody else does.
  private long number(String sql) {
    return postgres.database().inTransaction(tx -> tx.number(sql));
  }

  private long connections() {
    return number(
        """
        select count(*) from pg_stat_activity
         where datname = current_database() and application_name = 'rollcall'
        """);
  }
}

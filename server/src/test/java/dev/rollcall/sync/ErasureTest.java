package dev.rollcall.sync;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.inbox.InboxView;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.sync.ListingMerge.Manner;
import dev.rollcall.sync.ListingMerge.Merged;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A user whose personal data is removed for good, whatever the provider goes on to say.
class ErasureTest {
  private static final String EMPTY_ROW =
      """
      select concat_ws(' ', raw_json, name, email, created_at, updated_at,
                       case when deleted_at is null then 'live' else 'deleted' end)
        from neon_auth.users_sync where id = 'u1'
      """;

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void ada_is_synced() {
    project = project(RemoveDeleted.NEVER);
    provider.has(user("u1", 1000, 2000L, "Ada"));
    provider.has(user("u2", 1000, 2000L, "Bob"));
    project.receive("changed u1 1000 2000 Ada");
    project.receive("changed u2 1000 2000 Bob");
    project.applyAll();
    project.execute(
        """
        create table note (author text not null references neon_auth.users_sync (id));
        insert into note values ('u1')
        """);
  }

  private ProjectFixture project(RemoveDeleted policy) {
    return new ProjectFixture(postgres.database(), UsersTable.USUAL, policy, provider, clock);
  }

  private Erasure.Erased erase(ProjectFixture from, String id) {
    Erasure erasure = from.sync().erasure();
    return from.sync()
        .database()
        .inTransaction(tx -> {
          Erasure.Found found = erasure.hold(tx, id).orElseThrow();
          return erasure.erase(tx, id, false, found.addresses(), clock.instant());
        });
  }

  @Test
  void the_row_stays_for_those_who_refer_to_it_and_says_nothing() {
    assertThat(erase(project, "u1")).isEqualTo(new Erasure.Erased(true, 1));

    assertThat(project.strings(EMPTY_ROW)).containsExactly("{\"id\": \"u1\"} deleted");
    assertThat(project.strings("select author from note")).containsExactly("u1");
    assertThat(project.users()).containsExactly("u1 deleted", "u2 Bob live");
    assertThat(project.changes()).last().isEqualTo("user.deleted u1");
  }

  @Test
  void the_digest_that_comparisons_keep_of_the_record_goes_too() {
    project.compare();
    assertThat(project.strings("select id from rollcall.seen_record")).contains("u1");

    erase(project, "u1");

    assertThat(project.strings("select id from rollcall.seen_record")).containsExactly("u2");
  }

  @Test
  void neither_a_replay_nor_late_news_nor_a_look_nor_a_comparison_brings_anything_back() {
    erase(project, "u1");
    project.receive("again", "changed u1 1000 2000 Ada");
    project.receive("changed u1 1000 9000 Countess");
    project.receive("touched u1");
    project.receive("deleted u1 9000");
    project.applyAll();
    project.sync().needed().ensure("u1");

    assertThat(project.compare(new ComparisonRequest(true, false)))
        .satisfies(dry -> assertThat(dry.updated() + dry.inserted() + dry.deleted()).isEqualTo(0));
    assertThat(project.compare())
        .satisfies(done -> assertThat(done.updated() + done.inserted()).isEqualTo(0));
    assertThat(project.strings(EMPTY_ROW)).containsExactly("{\"id\": \"u1\"} deleted");
    assertThat(project.changes())
        .containsExactly("user.created u1", "user.created u2", "user.deleted u1", "resync");
    assertThat(
            project.strings(
                """
                select distinct encode(payload, 'escape') || dropped || reason
                  from rollcall.inbox where user_id = 'u1' and look_up is null
                """))
        .containsExactly("trueErased with its user");
  }

  @Test
  void news_that_are_being_applied_at_that_moment_leave_nothing_either() throws Exception {
    for (int i = 1; i <= 1_200; i++) {
      project.receive("changed u1 1000 %d Ada%d".formatted(2000 + i, i));
    }
    Thread applier = Thread.ofVirtual().start(project::applyAll);
    await().until(() -> project.outcomes().stream().anyMatch("superseded"::equals));
    await().ignoreExceptions().until(() -> erase(project, "u1").known());
    applier.join();
    clock.advance(Duration.ofMinutes(1));
    project.applyAll();

    assertThat(project.outcomes()).doesNotContain("waiting");
    assertThat(project.strings(EMPTY_ROW)).containsExactly("{\"id\": \"u1\"} deleted");
    assertThat(
            project.strings(
                "select event_id from rollcall.inbox where user_id = 'u1' and not dropped"))
        .isEmpty();
  }

  @Test
  void whom_a_page_that_is_being_merged_just_wrote_is_erased_after_that() throws Exception {
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        HeldTransaction page = new HeldTransaction(postgres.database(), this::mergeEve)) {
      Future<?> erased = thread.submit(() -> postgres.database().inTransaction(this::eraseEve));
      awaitWaiting();

      page.commit();
      erased.get();
    }

    assertThat(project.users()).containsExactly("u1 Ada live", "u2 Bob live", "u3 deleted");
  }

  @Test
  void a_page_that_comes_while_a_user_is_erased_does_not_bring_that_user_back() throws Exception {
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        HeldTransaction erasure = new HeldTransaction(postgres.database(), this::eraseEve)) {
      Future<Merged> page = thread.submit(() -> postgres.database().inTransaction(this::mergeEve));
      awaitWaiting();

      erasure.commit();
      assertThat(page.get().inserted()).isZero();
    }

    assertThat(project.users()).containsExactly("u1 Ada live", "u2 Bob live");
  }

  /// As a first copy does.
  private Merged mergeEve(Transaction tx) throws SQLException {
    Manner firstCopy = new Manner(clock.instant(), false, true, clock.instant());
    return project.sync().merge().merge(tx, List.of(user("u3", 1000, 2000L, "Eve")), firstCopy);
  }

  /// Something else is known of her.
  private Erasure.Erased eraseEve(Transaction tx) throws SQLException {
    Erasure erasure = project.sync().erasure();
    Erasure.Found found = erasure.hold(tx, "u3").orElseThrow();
    return erasure.erase(tx, "u3", true, found.addresses(), clock.instant());
  }

  private void awaitWaiting() {
    await()
        .until(
            () -> !project.strings("select pid::text from pg_locks where not granted").isEmpty());
  }

  @Test
  void a_later_birth_is_another_life() {
    erase(project, "u1");
    long later = clock.instant().plusSeconds(60).toEpochMilli();
    clock.advance(Duration.ofHours(1));
    project.receive("changed u1 " + later + " " + later + " Ada");
    project.applyAll();
    project.receive("changed u1 " + later + " " + (later + 1) + " Countess");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Countess live", "u2 Bob live");
  }

  @Test
  void one_who_was_deleted_before_is_erased_too() {
    project.receive("deleted u1 5000");
    project.applyAll();
    erase(project, "u1");

    assertThat(project.strings(EMPTY_ROW)).containsExactly("{\"id\": \"u1\"} deleted");
    assertThat(project.strings("select dead = to_timestamp(5) from rollcall.tombstone"))
        .containsExactly("t");
    assertThat(erase(project, "u1").known()).isTrue();
    assertThat(project.changes()).hasSize(4);
  }

  @Test
  void where_rows_of_deleted_users_go_at_once_this_one_goes_and_stays_away() {
    project.execute("drop table note");
    ProjectFixture removing = project(RemoveDeleted.of("0"));
    erase(removing, "u1");
    removing.receive("changed u1 1000 9000 Ghost");
    removing.applyAll();
    removing.compare();

    assertThat(removing.users()).containsExactly("u2 Bob live");
    assertThat(removing.strings("select reason from rollcall.tombstone")).containsExactly("erased");
  }

  @Test
  void settled_entries_that_hold_the_address_lose_their_payload_and_cannot_be_replayed() {
    project.receive("session of U1@Example.com");
    project.receive("session of u1@example.community");
    project.receive("nonsense \"u1\"");
    project.applyAll();
    erase(project, "u1");
    InboxView inbox = new InboxView(postgres.database());

    assertThat(inbox.replay(1, Instant.EPOCH)).isFalse();
    assertThat(inbox.replayQuarantined(Instant.EPOCH)).isZero();
    assertThat(
            project.strings(
                "select number || ' ' || outcome from rollcall.inbox where dropped order by number"))
        .containsExactly("1 applied", "3 ignored", "4 ignored", "5 ignored");
  }

  @Test
  void a_user_of_whom_nobody_heard_is_not_made_up() {
    assertThat(erase(project, "nobody")).isEqualTo(new Erasure.Erased(false, 0));
    assertThat(project.strings("select id from rollcall.tombstone")).isEmpty();
  }

  @Test
  void all_addresses_of_the_record_are_found() {
    project.execute(
        """
        update neon_auth.users_sync
           set raw_json = raw_json || '{"more": [{"email": "ada@home.example"}], "not": "a @ b"}'
         where id = 'u1'
        """);

    Set<String> addresses =
        postgres
            .database()
            .inTransaction(tx -> project.sync().erasure().hold(tx, "u1").orElseThrow().addresses());

    assertThat(addresses).containsExactlyInAnyOrder("u1@example.com", "ada@home.example");
  }
}

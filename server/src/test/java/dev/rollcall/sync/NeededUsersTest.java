package dev.rollcall.sync;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A user who is needed before an event about him came.
class NeededUsersTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void connect() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }

  private Ensured ensure(String id) {
    return project.sync().needed().ensure(id);
  }

  @Test
  void the_provider_is_asked_once_and_the_row_and_the_change_are_there() {
    provider.has(user("u1", 1000, 2000L, "Ada"));

    assertThat(ensure("u1"))
        .isInstanceOfSatisfying(
            Ensured.Present.class, present -> assertThat(present.user().name()).isEqualTo("Ada"));
    assertThat(ensure("u1")).isInstanceOf(Ensured.Present.class);
    assertThat(project.users()).containsExactly("u1 Ada live");
    assertThat(project.changes()).containsExactly("user.created u1");
    assertThat(provider.fetches()).isEqualTo(1);
  }

  @Test
  void a_hundred_who_ask_at_once_make_one_question() throws Exception {
    provider.has(user("u1", 1000, 2000L, "Ada"));
    CountDownLatch answer = new CountDownLatch(1);
    provider.whileAsked(() -> await().until(() -> answer.getCount() == 0));
    ConcurrentLinkedQueue<Ensured> answers = new ConcurrentLinkedQueue<>();
    List<Thread> many =
        IntStream.range(0, 100)
            .mapToObj(_ -> Thread.ofVirtual().start(() -> answers.add(ensure("u1"))))
            .toList();
    await()
        .until(() ->
            many.stream().filter(one -> one.getState() == Thread.State.WAITING).count() >= 99);
    answer.countDown();
    for (Thread one : many) {
      one.join();
    }

    assertThat(answers).hasSize(100).allMatch(Ensured.Present.class::isInstance);
    assertThat(provider.fetches()).isEqualTo(1);
  }

  @Test
  void whom_the_provider_does_not_know_nobody_makes_up() {
    assertThat(ensure("nobody")).isEqualTo(new Ensured.Unknown());
    assertThat(ensure("x".repeat(600))).isEqualTo(new Ensured.Unknown());
    assertThat(project.users()).isEmpty();
  }

  @Test
  void a_provider_that_is_away_leaves_the_question_open() {
    NoAnswer away = new NoAnswer("it is away");
    provider.answers(away);

    assertThat(ensure("u1")).isEqualTo(new Ensured.ProviderAway(away));

    provider.answers(null);
    provider.has(user("u1", 1000, 2000L, "Ada"));

    assertThat(ensure("u1")).isInstanceOf(Ensured.Present.class);
  }

  @Test
  void a_deleted_user_stays_deleted_until_a_later_birth() {
    project.receive("changed u1 1000 1000 Ada");
    project.receive("deleted u1 5000");
    project.applyAll();
    provider.has(user("u1", 1000, 9000L, "Ghost"));

    assertThat(ensure("u1")).isEqualTo(new Ensured.Deleted(Instant.ofEpochMilli(5000), false));

    provider.has(user("u1", 6000, 6000L, "Ada"));

    assertThat(ensure("u1")).isInstanceOf(Ensured.Present.class);
  }

  @Test
  void a_row_that_was_deleted_by_sql_stays_away() {
    provider.has(user("u1", 1000, 1000L, "Ada"));
    ensure("u1");
    project.execute("delete from neon_auth.users_sync");

    assertThat(ensure("u1")).isEqualTo(new Ensured.Deleted(null, false));
    assertThat(project.users()).isEmpty();
  }

  @Test
  void a_look_that_a_listing_overtook_is_repeated() {
    provider.has(user("u1", 1000, null, "Old"));
    provider.whileAsked(() -> {
      if (provider.fetches() == 1) {
        provider.has(user("u1", 1000, null, "New"));
        Instant began = clock.instant();
        project
            .sync()
            .database()
            .inTransaction(tx -> {
              project.sync().merge().finish(tx, began.plusMillis(1));
              return true;
            });
      } else {
        clock.advance(Duration.ofSeconds(1));
      }
    });

    assertThat(ensure("u1")).isInstanceOf(Ensured.Present.class);
    assertThat(provider.fetches()).isEqualTo(2);
    assertThat(project.users()).containsExactly("u1 New live");
  }

  @Test
  void a_row_that_somebody_holds_is_told_as_such() throws Exception {
    project.receive("deleted u1 5000");
    project.applyAll();
    provider.has(user("u1", 6000, 6000L, "Ada"));
    try (HeldTransaction _ =
        new HeldTransaction(
            postgres.database(),
            tx -> tx.all("select 1 from neon_auth.users_sync for update", row -> 1))) {

      assertThat(ensure("u1")).isEqualTo(new Ensured.Locked());
    }
  }

  @Test
  void a_record_that_postgres_refuses_is_no_mistake_of_the_caller() {
    provider.has(
        new ProviderUser(
            "u1",
            Instant.ofEpochMilli(1),
            Instant.ofEpochMilli(2),
            "{\"id\":\"u1\",\"signed_up_at_millis\":1.5}"));

    assertThat(ensure("u1"))
        .isInstanceOfSatisfying(
            Ensured.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .startsWith("Postgres refused the user: ")
                    .contains("invalid input syntax for type bigint"));
  }

  @Test
  void an_altered_table_is_said() {
    provider.has(user("u1", 1000, 2000L, "Ada"));
    project.execute("alter table neon_auth.users_sync drop column updated_at");

    assertThatThrownBy(() -> ensure("u1")).hasMessageContaining("updated_at");
  }
}

package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// When the rows of deleted users go, and what keeps them.
class RemovalTest {
  private static final long NOW = MovableClock.START.toEpochMilli();

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();

  private ProjectFixture project(String removeDeletedAfter) {
    return new ProjectFixture(
        postgres.database(),
        UsersTable.USUAL,
        RemoveDeleted.of(removeDeletedAfter),
        new FakeConnector(clock),
        clock);
  }

  private static void receive(ProjectFixture project, String... payloads) {
    for (String payload : payloads) {
      project.receive(payload);
    }
    project.applyAll();
  }

  private int removeDue(ProjectFixture project) {
    return project
        .sync()
        .database()
        .inTransaction(tx -> project.sync().removeDue(tx, 100, clock.instant()));
  }

  @Test
  void at_once_means_that_foreign_keys_fire_with_the_deletion() {
    ProjectFixture project = project("0");
    receive(project, "changed bob 1000 1000 Bob", "changed doug 1000 1000 Doug");
    project.execute(
        """
        create table todos (user_id text references neon_auth.users_sync on delete cascade);
        create table posts (author_id text references neon_auth.users_sync on delete set null);
        insert into todos values ('bob'), ('doug');
        insert into posts values ('bob'), ('doug');
        """);
    receive(project, "deleted doug 5000");

    assertThat(project.users()).containsExactly("bob Bob live");
    assertThat(project.strings("select user_id from todos")).containsExactly("bob");
    assertThat(project.strings("select author_id from posts"))
        .containsExactlyInAnyOrder("bob", null);
    assertThat(project.outcomes()).containsOnly("applied");
    assertThat(project.strings("select type from rollcall.change where user_id = 'doug'"))
        .containsExactly("user.created", "user.deleted");
  }

  @Test
  void after_removal_a_late_update_does_not_resurrect_and_a_later_birth_does() {
    ProjectFixture project = project("0");
    receive(project, "changed u1 1000 2000 Ada", "deleted u1 5000");
    assertThat(project.users()).isEmpty();

    receive(project, "changed u1 1000 9000 Ghost");
    assertThat(project.users()).isEmpty();

    receive(project, "changed u1 6000 6000 Reborn");
    assertThat(project.users()).containsExactly("u1 Reborn live");
  }

  @Test
  void a_deletion_that_comes_before_the_creation_leaves_nothing_either() {
    ProjectFixture project = project("0");
    receive(project, "deleted u1 5000");
    receive(project, "changed u1 1000 1000 Ada");

    assertThat(project.users()).isEmpty();
  }

  @Test
  void thirty_days_means_thirty_days() {
    ProjectFixture project = project("30d");
    receive(project, "changed u1 1000 2000 Ada", "changed u2 1000 2000 Bob", "deleted u1 " + NOW);

    clock.advance(Duration.ofDays(30).minusSeconds(1));
    assertThat(removeDue(project)).isZero();
    assertThat(project.users()).containsExactly("u1 Ada deleted", "u2 Bob live");

    clock.advance(Duration.ofSeconds(1));
    assertThat(removeDue(project)).isEqualTo(1);
    assertThat(project.users()).containsExactly("u2 Bob live");

    receive(project, "changed u1 1000 " + (NOW + 1) + " Ghost");
    assertThat(project.users()).containsExactly("u2 Bob live");

    receive(project, "changed u1 " + (NOW + 2) + " " + (NOW + 2) + " Reborn");
    assertThat(project.users()).containsExactly("u1 Reborn live", "u2 Bob live");
  }

  @Test
  void never_means_never() {
    ProjectFixture project = project("never");
    receive(project, "changed u1 1000 2000 Ada", "deleted u1 5000");
    clock.advance(Duration.ofDays(10_000));

    assertThat(removeDue(project)).isZero();
    assertThat(project.users()).containsExactly("u1 Ada deleted");
  }

  @Test
  void a_foreign_key_without_on_delete_makes_the_removal_a_soft_one_and_delays_nobody() {
    ProjectFixture project = project("0");
    keepBob(project, "");
    receive(project, "deleted amy 5000", "deleted bob 5000", "deleted cid 5000");

    assertThat(project.users()).containsExactly("bob Bob deleted");
    assertThat(project.outcomes()).containsOnly("applied");
    assertThat(project.strings("select id || ': ' || reason from rollcall.kept_row"))
        .containsExactly(
            "bob: ERROR: update or delete on table \"users_sync\" violates foreign key constraint"
                + " \"invoice_user_id_fkey\" on table \"invoice\"");
  }

  @Test
  void a_deferred_foreign_key_does_not_undo_the_batch_at_its_end() {
    ProjectFixture project = project("0");
    keepBob(project, "deferrable initially deferred");
    receive(project, "deleted amy 5000", "deleted bob 5000", "deleted cid 5000");

    assertThat(project.users()).containsExactly("bob Bob deleted");
    assertThat(project.outcomes()).containsOnly("applied");
    assertThat(project.strings("select id from rollcall.kept_row")).containsExactly("bob");
  }

  @Test
  void a_row_that_was_kept_is_tried_again_once_a_day() {
    ProjectFixture project = project("0");
    keepBob(project, "");
    receive(project, "deleted bob 5000");
    project.execute("delete from invoice");

    assertThat(removeDue(project)).isZero();
    clock.advance(Duration.ofDays(1).plusSeconds(1));
    assertThat(removeDue(project)).isEqualTo(1);
    assertThat(project.users()).containsExactly("amy Amy live", "cid Cid live");
    assertThat(project.strings("select id from rollcall.kept_row")).isEmpty();
  }

  @Test
  void a_row_that_an_open_transaction_refers_to_waits_for_it_and_for_no_longer() throws Exception {
    ProjectFixture project = project("0");
    receive(project, "changed amy 1000 1000 Amy", "changed bob 1000 1000 Bob");
    project.execute(
        "create table todos (user_id text references neon_auth.users_sync on delete cascade)");
    try (Connection open = postgres.dataSource().getConnection();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("insert into todos values ('bob')");
      receive(project, "deleted amy 5000", "deleted bob 5000");

      assertThat(project.users()).containsExactly("bob Bob deleted");
      assertThat(removeDue(project)).isZero();

      open.commit();
    }

    assertThat(removeDue(project)).isEqualTo(1);
    assertThat(project.users()).isEmpty();
    assertThat(project.strings("select user_id from todos")).isEmpty();
    assertThat(project.strings("select id from rollcall.kept_row")).isEmpty();
  }

  private void keepBob(ProjectFixture project, String when) {
    receive(
        project,
        "changed amy 1000 1000 Amy",
        "changed bob 1000 1000 Bob",
        "changed cid 1000 1000 Cid");
    project.execute(
        """
        create table invoice (user_id text references neon_auth.users_sync %s);
        insert into invoice values ('bob');
        """
            .formatted(when));
  }
}

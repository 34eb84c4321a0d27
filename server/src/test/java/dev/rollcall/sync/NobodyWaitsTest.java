package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An application's open transaction keeps nobody from applying, and applying keeps no application
/// from its work.
class NobodyWaitsTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void someoneHasTodos() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
    project.receive("changed u1 1000 1000 Ada");
    project.receive("changed u2 1000 1000 Bob");
    project.applyAll();
    project.execute(
        "create table todo (owner text references neon_auth.users_sync (id) on delete cascade)");
  }

  @Test
  void a_transaction_that_refers_to_a_user_is_not_waited_for() throws SQLException {
    try (Connection application = postgres.dataSource().getConnection();
        Statement statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("insert into todo values ('u1')");

      project.receive("changed u1 1000 2000 Countess");
      project.applyAll();

      assertThat(project.users()).containsExactly("u1 Countess live", "u2 Bob live");
      application.commit();
    }
  }

  @Test
  void the_usual_upsert_would_wait_for_it() throws SQLException {
    try (Connection application = postgres.dataSource().getConnection();
        Statement todo = application.createStatement();
        Connection usual = postgres.dataSource().getConnection();
        Statement upsert = usual.createStatement()) {
      application.setAutoCommit(false);
      todo.execute("insert into todo values ('u1')");
      upsert.execute("set lock_timeout = '100ms'");

      assertThatThrownBy(() ->
              upsert.execute(
                  """
                  insert into neon_auth.users_sync (raw_json)
                  values ('{"id": "u1", "signed_up_at_millis": 1000}')
                  on conflict (id) do update set raw_json = excluded.raw_json
                  """))
          .hasMessageContaining("lock timeout");
      application.rollback();
    }
  }

  @Test
  void a_user_whose_row_is_locked_is_postponed_and_the_others_go_on() throws SQLException {
    try (Connection application = postgres.dataSource().getConnection();
        Statement statement = application.createStatement()) {
      application.setAutoCommit(false);
      statement.execute("select from neon_auth.users_sync where id = 'u1' for update");

      project.receive("changed u1 1000 2000 Countess");
      project.receive("changed u2 1000 2000 Robert");
      project.applyAll();

      assertThat(project.users()).containsExactly("u1 Ada live", "u2 Robert live");
      assertThat(project.strings("select reason from rollcall.inbox where settled_at is null"))
          .containsExactly("The user's row is locked by another transaction");
      application.commit();
    }
    clock.advance(Duration.ofSeconds(1));
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Countess live", "u2 Robert live");
  }
}

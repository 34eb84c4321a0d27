package dev.rollcall.sqlhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.SqlServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of the roles that connections log in with when they are needed no more.
class DismissalTest {
  private static final SqlLimits TWO = connections(2);

  /// So that it cannot be another one that serves.
  private static final SqlLimits ONE = connections(1);

  private static SqlLimits connections(int count) {
    return new SqlLimits(
        count,
        NoteFixture.NARROW.patience(),
        SqlLimits.USUAL.deadline(),
        SqlLimits.USUAL.idle(),
        SqlLimits.USUAL.longest());
  }

  @RegisterExtension
  final PostgresExtension postgres = NoteFixture.databases(new PostgresExtension());

  private List<String> strings(String sql) {
    return postgres.database().inTransaction(tx -> tx.all(sql, row -> row.getString(1)));
  }

  @Test
  void their_connections_are_ended_and_they_go_with_what_they_own() throws Exception {
    try (SqlServer server = new SqlServer(postgres.database(), postgres.url(), TWO)) {
      CompletableFuture<String> busy =
          CompletableFuture.supplyAsync(
              () -> server.user("ada").query("select pg_sleep(30)").problem());
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(strings("select 1 from pg_stat_activity where query ~ '^select pg_sleep'"))
                  .hasSize(1));
      server.user("bob").query("select lo_create(0)");
      List<String> roles = strings("select name from rollcall.sql_login");

      List<String> kept = server.endpoint().dismiss(server.find(SqlServer.PROJECT).orElseThrow());

      assertThat(kept).isEmpty();
      assertThat(busy.get(10, TimeUnit.SECONDS))
          .isEqualTo("400 57P01 terminating connection due to administrator command");
      assertThat(roles).hasSize(2);
      assertThat(strings("select rolname from pg_roles")).doesNotContainAnyElementsOf(roles);
      assertThat(strings("select oid::text from pg_largeobject_metadata")).isEmpty();
    }
  }

  @Test
  void one_that_cannot_go_is_named_and_serves_again() {
    try (SqlServer server = new SqlServer(postgres.database(), postgres.url(), ONE)) {
      server.user("ada").query("select 1");
      String role = strings("select name from rollcall.sql_login").getFirst();
      String own = "alter database " + strings("select current_database()").getFirst();
      NoteFixture.execute(postgres.database(), own + " owner to " + role);
      try {
        assertThat(server.endpoint().dismiss(server.find(SqlServer.PROJECT).orElseThrow()))
            .containsExactly(role);
        assertThat(server.user("ada").query("select session_user as who").rows()).contains(role);
      } finally {
        NoteFixture.execute(postgres.database(), own + " owner to postgres");
      }
    }
  }
}

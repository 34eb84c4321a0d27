package dev.rollcall.sqlhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.SqlClient;
import dev.rollcall.testing.SqlServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What travels together must not be done apart: the statement without its identity, the answer
/// without its commit, the next request without the reset.
class FewRoundTripsTest {
  @RegisterExtension
  final PostgresExtension postgres = NoteFixture.databases(new PostgresExtension());

  private SqlServer server;
  private SqlClient ada;
  private SqlClient owner;

  @BeforeEach
  void start() {
    server = new SqlServer(postgres.database(), postgres.url(), NoteFixture.NARROW);
    ada = server.user("ada");
    owner =
        new SqlClient(
            ada.http(),
            ada.url(),
            Map.of(
                "Neon-Connection-String",
                postgres
                    .url()
                    .replaceFirst(
                        "^jdbc:postgresql://([^?]*)\\?user=(.*)&password=(.*)$",
                        "postgresql://$2:$3@$1")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void execute(String sql) {
    NoteFixture.execute(postgres.database(), sql);
  }

  private List<String> strings(String sql) {
    return postgres.database().inTransaction(tx -> tx.all(sql, row -> row.getString(1)));
  }

  private void endBackend(String pid) {
    execute("select pg_terminate_backend(" + pid + ", 5000)");
  }

  private static String backend(SqlClient client) {
    return client.query("select pg_backend_pid() as pid").json().at("/rows/0/pid").asString();
  }

  @Test
  void a_statement_is_not_run_where_the_identity_was_refused() {
    execute("create sequence run; grant usage on sequence run to authenticated");
    assertThat(ada.query("select nextval('run') n").rows()).isEqualTo("[{\"n\":\"1\"}]");
    execute(
        """
        create or replace function auth.gateway_session(
            claims text, key_id int, pid int, issued_us bigint, exp_s bigint, ticket bytea)
          returns void language plpgsql as $$ begin raise 'no ticket today'; end $$
        """);

    assertThat(ada.query("select nextval('run') n").problem())
        .isEqualTo("400 P0001 no ticket today");
    assertThat(ada.batch("select nextval('run')", "commit", "select nextval('run')").problem())
        .isEqualTo("400 P0001 no ticket today");
    assertThat(strings("select last_value from run")).containsExactly("1");
  }

  @Test
  void what_fails_at_the_commit_is_the_answer() {
    execute(
        """
        create table pair (id int primary key,
          other int references pair deferrable initially deferred);
        grant select, insert on pair to authenticated;
        """);

    SqlClient.Reply reply = ada.query("insert into pair values (1, 2) returning id");

    assertThat(reply.problem())
        .startsWith("400 23503 insert or update on table \"pair\" violates foreign key");
    assertThat(
            ada.batch("insert into pair values (1, 2)", "insert into pair values (2, 1)").status())
        .isEqualTo(200);
    assertThat(ada.query("select count(*) n from pair").rows()).isEqualTo("[{\"n\":\"2\"}]");
  }

  @Test
  void a_statement_is_one_and_its_own_commit_ends_it() {
    assertThat(ada.query("commit; insert into note (body) values ('bare')").problem())
        .isEqualTo("400 42601 cannot insert multiple commands into a prepared statement");
    assertThat(ada.query("commit").json().path("command").asString()).isEqualTo("COMMIT");
    assertThat(ada.query("rollback and chain").status()).isEqualTo(200);
    assertThat(ada.batch("commit and chain", "select auth.user_id()").rows()).doesNotContain("ada");

    assertThat(ada.query("select body from note").rows()).isEqualTo("[{\"body\":\"of Ada\"}]");
  }

  @Test
  void nothing_of_a_request_is_held_while_nobody_asks() {
    ada.batch("listen gossip", "select pg_advisory_lock(7)", "set my.setting = 'left'");
    ada.query("select pg_advisory_lock(8)");
    ada.batch("select pg_advisory_lock(9)", "select 1 / 0");

    await()
        .untilAsserted(() ->
            assertThat(strings("select objid from pg_locks where locktype = 'advisory'"))
                .isEmpty());
  }

  @Test
  void a_connection_whose_reset_fails_serves_nobody() {
    String pid = backend(ada);
    ada.batch(
        "select count(set_config('my.setting' || n, 'left', false)) from generate_series(1, 20000) n",
        "set statement_timeout = 1");

    assertThat(ada.query("select coalesce(current_setting('my.setting1', true), 'gone') s").rows())
        .isEqualTo("[{\"s\":\"gone\"}]");
    assertThat(backend(ada)).isNotEqualTo(pid);
  }

  @Test
  void a_backend_that_went_away_in_between_is_not_the_callers_concern() {
    for (SqlClient each : List.of(ada, owner)) {
      endBackend(backend(each));
      assertThat(each.query("select 1 as one").rows()).isEqualTo("[{\"one\":1}]");
      endBackend(backend(each));
      assertThat(each.batch("select 1", "select 2").status()).isEqualTo(200);
    }
  }

  @Test
  void after_a_copy_that_breaks_off_every_answer_is_to_its_own_question() {
    execute(
        """
        create function refuse() returns trigger language plpgsql
          as $$ begin raise 'not here'; end $$;
        create trigger refuse before insert on note execute function refuse();
        """);
    for (SqlClient each : List.of(ada, owner)) {
      assertThat(each.query("copy note from stdin").problem()).startsWith("400 0A000 COPY");
      for (int i = 0; i < 3; i++) {
        assertThat(each.query("select " + i + " as asked").rows())
            .isEqualTo("[{\"asked\":" + i + "}]");
      }
    }
  }

  @Test
  void first_requests_that_tell_the_key_at_the_same_time_are_all_answered() throws Exception {
    ada.query("select 1");
    try (SqlServer second = new SqlServer(postgres.database(), postgres.url(), NoteFixture.NARROW);
        Connection other = postgres.dataSource().getConnection();
        Statement telling = other.createStatement()) {
      other.setAutoCommit(false);
      telling.execute(
          """
          create temp table told on commit drop as select * from auth_private.gateway_key;
          delete from auth_private.gateway_key;
          insert into auth_private.gateway_key select * from told;
          """);
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(
              () -> second.user("ada").query("select body from note").rows());
      await()
          .untilAsserted(
              () -> assertThat(strings("select 1 from pg_locks where not granted")).isNotEmpty());
      other.commit();

      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("[{\"body\":\"of Ada\"}]");
    }
  }
}

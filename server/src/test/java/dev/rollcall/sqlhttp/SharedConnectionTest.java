package dev.rollcall.sqlhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.SqlClient;
import dev.rollcall.testing.SqlServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What one user's SQL can do to the next one on the same connection, and to the server.
class SharedConnectionTest {
  private static final SqlLimits NARROW = NoteFixture.NARROW;

  @RegisterExtension
  final PostgresExtension postgres = NoteFixture.databases(new PostgresExtension());

  private SqlServer server;
  private SqlClient ada;
  private SqlClient bob;

  @BeforeEach
  void start() {
    server = new SqlServer(postgres.database(), postgres.url(), NARROW);
    ada = server.user("ada");
    bob = server.user("bob");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> strings(String sql) {
    return postgres.database().inTransaction(tx -> tx.all(sql, row -> row.getString(1)));
  }

  private static String backend(SqlClient client) {
    return client.query("select pg_backend_pid() as pid").rows();
  }

  @Test
  void nothing_is_left_of_a_request_for_the_next_one_on_its_connection() {
    String pid = backend(bob);

    bob.batch(
        "set search_path = nowhere",
        "set statement_timeout = 1",
        "set role authenticated",
        "prepare mine as select 'poisoned'",
        "declare mine cursor with hold for select 1",
        "listen gossip",
        "select pg_advisory_lock(7)",
        "select set_config('my.setting', 'left', false)");

    assertThat(
            ada.query(
                    """
                    select current_setting('search_path') path,
                           current_setting('statement_timeout') timeout,
                           (select count(*) from pg_prepared_statements where name = 'mine') prepared,
                           (select count(*) from pg_cursors where name = 'mine') cursors,
                           (select count(*) from pg_listening_channels()) listening,
                           (select count(*) from pg_locks
                             where locktype = 'advisory' and pid = pg_backend_pid()) locks,
                           current_user = session_user as self,
                           nullif(current_setting('my.setting', true), '') as setting
                    """)
                .rows())
        .isEqualTo(
            "[{\"path\":\"\\\"$user\\\", public\",\"timeout\":\"0\",\"prepared\":\"0\","
                + "\"cursors\":\"0\",\"listening\":\"0\",\"locks\":\"0\",\"self\":true,"
                + "\"setting\":null}]");
    assertThat(backend(ada)).isEqualTo(pid);
  }

  @Test
  void a_commit_in_the_middle_ends_the_request() {
    assertThat(ada.batch("insert into note (body) values ('kept')", "commit", "select 1").problem())
        .isEqualTo(
            "400 25P01 a statement ended the transaction, and with it the request; what follows it"
                + " was not run");
    assertThat(ada.batch("rollback", "begin", "select body from note").status()).isEqualTo(400);
    assertThat(bob.query("select body from note").rows()).isEqualTo("[{\"body\":\"of Bob\"}]");
  }

  @Test
  void a_role_that_altered_itself_is_put_right_before_it_is_used_again() {
    String role = bob.query("select session_user as name").json().at("/rows/0/name").asString();
    bob.query("alter role current_user set search_path = nowhere");
    bob.query("alter role current_user set default_transaction_read_only = on");
    bob.query("alter role current_user password 'known'");

    // Closes the connection; its role is used again for the next one.
    bob.query("select pg_terminate_backend(pg_backend_pid())");
    await()
        .untilAsserted(() -> {
          assertThat(ada.query("select session_user as name").json().at("/rows/0/name").asString())
              .isEqualTo(role);
        });

    assertThat(ada.query("insert into note (body) values ('new') returning body").rows())
        .isEqualTo("[{\"body\":\"new\"}]");
    assertThat(ada.query("show search_path").rows()).contains("public");
    assertThat(
            strings(
                "select unnest(setconfig) from pg_db_role_setting where setrole = to_regrole('"
                    + role
                    + "')"))
        .containsExactly("temp_file_limit=1GB");
  }

  @Test
  void each_connection_has_a_role_that_no_other_has() {
    try (SqlServer second = new SqlServer(postgres.database(), postgres.url(), NARROW)) {
      String first = ada.query("select session_user").rows();

      assertThat(second.user("ada").query("select session_user").rows()).isNotEqualTo(first);
      assertThat(ada.query("select session_user").rows()).isEqualTo(first);
    }
  }

  @Test
  void a_deadline_cannot_be_lifted_nor_swallowed() {
    assertThat(ada.batch("set statement_timeout = 0", "select pg_sleep(30)").problem())
        .startsWith("400 57014 canceling statement because the request took longer");
    assertThat(
            ada.query(
                    """
                    do $$ begin loop begin perform pg_sleep(30);
                      exception when query_canceled then null; end; end loop; end $$
                    """)
                .problem())
        .startsWith("400 57014 canceling statement because the request took longer");
    await()
        .untilAsserted(() ->
            assertThat(bob.query("select body from note").rows())
                .isEqualTo("[{\"body\":\"of Bob\"}]"));
  }

  @Test
  void each_request_has_the_whole_time_whenever_it_began() {
    assertThat(ada.query("select pg_sleep(0.4)").status()).isEqualTo(200);
    assertThat(ada.query("select pg_sleep(0.5)").status()).isEqualTo(200);
    assertThat(ada.query("select pg_sleep(30)").problem())
        .isEqualTo("400 57014 canceling statement because the request took longer than 0 seconds");
  }

  @Test
  void who_waits_too_long_for_a_connection_is_told() {
    CompletableFuture<String> busy =
        CompletableFuture.supplyAsync(() -> ada.query("select pg_sleep(0.7)").rows());
    await()
        .untilAsserted(() ->
            assertThat(bob.query("select 1").problem())
                .isEqualTo(
                    "400 53300 all 1 connections of this project for SQL over HTTP are busy: try"
                        + " again, or send fewer requests at once"));

    assertThat(busy.join()).isEqualTo("[{\"pg_sleep\":\"\"}]");
  }

  @Test
  void huge_errors_and_notices_are_cut() {
    SqlClient.Reply reply =
        ada.query("do $$ begin raise exception '%', repeat('ü', 20000000); end $$");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.response().body().length()).isLessThan(30_000);
    assertThat(
            ada.query(
                    """
                    do $$ begin for i in 1..20 loop raise notice '%', repeat('x', 1000000);
                      end loop; end $$
                    """)
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_result_that_is_too_large_is_taken_back_with_its_transaction() {
    assertThat(
            ada.batch(
                    "insert into note (body) values ('lost')",
                    "select repeat('x', 1000000) from generate_series(1, 100)")
                .status())
        .isEqualTo(507);
    assertThat(ada.query("select body from note").rows()).isEqualTo("[{\"body\":\"of Ada\"}]");
  }

  @Test
  void notifications_and_copies_reach_nobody() {
    bob.batch("listen gossip", "notify gossip, 'from bob'");

    assertThat(ada.query("copy note to stdout").problem()).startsWith("400 0A000");
    assertThat(ada.query("copy note from program 'id'").problem()).startsWith("400 42501");
    assertThat(ada.query("select body from note").rows()).isEqualTo("[{\"body\":\"of Ada\"}]");
  }

  @Test
  void a_database_that_lost_our_key_gets_it_again() {
    assertThat(ada.query("select auth.user_id() u").rows()).isEqualTo("[{\"u\":\"ada\"}]");

    NoteFixture.execute(postgres.database(), "delete from auth_private.gateway_key");

    assertThat(ada.query("select auth.user_id() u").rows()).isEqualTo("[{\"u\":\"ada\"}]");
  }

  @Test
  void where_row_level_security_is_off_users_are_told_so() {
    NoteFixture.execute(postgres.database(), "drop table note; drop schema auth cascade");

    assertThat(ada.query("select 1").problem())
        .startsWith("400 55000 row-level security is not on in this project's database");
  }

  @Test
  void connections_that_nobody_uses_are_closed_and_their_roles_log_nobody_in() {
    SqlLimits brief =
        new SqlLimits(
            2, NARROW.patience(), NARROW.deadline(), Duration.ZERO, Duration.ofMinutes(5));
    try (SqlServer quick = new SqlServer(postgres.database(), postgres.url(), brief)) {
      quick.user("ada").query("select 1");

      quick.endpoint().closeIdle();

      await()
          .untilAsserted(() ->
              assertThat(
                      strings(
                          """
                          select r.rolname from rollcall.sql_login l
                            join pg_roles r on r.rolname = l.name
                           where r.rolcanlogin
                          """))
                  .isEmpty());
    }
  }

  @Test
  void only_roles_that_the_token_allows_can_be_taken() {
    assertThat(
            ada.as("postgres", postgres.url().replaceFirst(".*/([^?]*).*", "$1"))
                .query("select 1")
                .problem())
        .isEqualTo("400 28000 the token is not for the role \"postgres\" but for authenticated");
  }
}

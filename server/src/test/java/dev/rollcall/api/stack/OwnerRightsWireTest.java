package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.json;
import static dev.rollcall.api.stack.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.testing.RunningProvider;
import dev.rollcall.testing.RunningProvider.Project;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the application's own connection to its database may do with its users: read their rows and
/// delete them, and see nothing of how they sign in.
class OwnerRightsWireTest {
  private final Wire open = Wire.to(Project.OPEN);

  @Test
  void to_delete_a_row_is_to_delete_the_user() throws Exception {
    Person person = open.signUp();
    Person other = open.signUp();
    ok(open.client().post("/api/v1/auth/password/send-reset-code", reset(person)));
    String code = open.code(person.email(), "Reset");

    asOwner("delete from neon_auth.users_sync where id = '" + person.id() + "'");

    assertThat(told(open.server().get("/api/v1/users/" + person.id())))
        .startsWith("404 [USER_NOT_FOUND]");
    assertThat(open.isGood(person)).isFalse();
    assertThat(told(open.client(person).get("/api/v1/users/me")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
    assertThat(
            told(
                open.client()
                    .post(
                        "/api/v1/auth/password/sign-in",
                        json("email", person.email(), "password", Wire.PASSWORD))))
        .startsWith("400 [EMAIL_PASSWORD_MISMATCH]");
    assertThat(
            told(
                open.client()
                    .post(
                        "/api/v1/auth/password/reset",
                        json("code", code, "password", "another horse battery"))))
        .startsWith("404 [VERIFICATION_CODE_NOT_FOUND]");
    assertThat(open.provider().strings(Project.OPEN, accounts(person))).containsExactly("0");
    assertThat(open.isGood(other)).isTrue();
    // The address is free again.
    assertThat(
            open.client()
                .post(
                    "/api/v1/auth/password/sign-up",
                    json("email", person.email(), "password", Wire.PASSWORD))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void nothing_of_ours_can_be_read_or_written() throws Exception {
    List<String> attempts = new ArrayList<>();
    for (String table :
        found(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
             where schemaname in ('rollcall', 'rollcall_auth') order by 1
            """)) {
      attempts.add("select * from " + table);
      attempts.add("select count(*) from " + table);
      attempts.add("delete from " + table);
      attempts.add("truncate " + table + " cascade");
      attempts.add("insert into " + table + " default values");
      attempts.add("alter table " + table + " disable trigger all");
      attempts.add("drop table " + table + " cascade");
      attempts.add("copy " + table + " to stdout");
      attempts.add("lock table " + table);
      attempts.add("create table public.stolen as table " + table);
      attempts.add("create view public.stolen as table " + table + "; table public.stolen");
      attempts.add("create trigger t after insert on " + table + " execute function pg_sleep()");
    }
    attempts.addAll(
        found(
            """
            select format('update %I.%I set %I = null', table_schema, table_name, column_name)
              from information_schema.columns
             where table_schema in ('rollcall', 'rollcall_auth') and is_identity = 'NO'
             order by 1
            """));
    attempts.addAll(
        found(
            """
            select format('select %I.%I(%s)', n.nspname, p.proname,
                     (select string_agg('null::' || format_type(t, null), ', ' order by o)
                        from unnest(p.proargtypes) with ordinality as a (t, o)))
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname in ('rollcall', 'rollcall_auth') and p.proname <> 'wait_for_user'
             order by 1
            """));
    attempts.addAll(
        found(
            """
            select format('select nextval(%L)', schemaname || '.' || sequencename) from pg_sequences
             where schemaname in ('rollcall', 'rollcall_auth') order by 1
            """));
    attempts.addAll(
        List.of(
            "create table rollcall.mine (x int)",
            "create table rollcall_auth.mine (x int)",
            "create function rollcall_auth.mine() returns int language sql as 'select 1'",
            "drop schema rollcall_auth cascade",
            "alter schema rollcall_auth owner to current_user",
            "set role rollcall",
            "grant rollcall to current_user",
            "reassign owned by rollcall to current_user",
            "grant usage on schema rollcall_auth to public",
            "alter default privileges for role rollcall grant select on tables to public",
            "alter function rollcall_auth.delete_account() reset all",
            "update neon_auth.users_sync set deleted_at = now()",
            "insert into neon_auth.users_sync (raw_json) values ('{\"id\":\"x\"}')",
            "truncate neon_auth.users_sync cascade",
            "alter table neon_auth.users_sync disable trigger all",
            "drop trigger rollcall_delete_account on neon_auth.users_sync",
            "create trigger mine before insert on neon_auth.users_sync"
                + " for each row execute function suppress_redundant_updates_trigger()",
            "create rule mine as on delete to neon_auth.users_sync do instead nothing",
            "select * from pg_authid",
            "select * from pg_user_mapping",
            "copy (select 1) to program 'true'"));
    open.made();

    assertThat(attempts).hasSizeGreaterThan(150);
    assertThat(successes(attempts)).isEmpty();
  }

  @Test
  void an_owner_without_a_grant_cannot_connect_to_another_database() {
    for (String database : List.of("rollcall", "closed", "postgres", "template1")) {
      var login = open.provider().owner(Project.OPEN);
      var there =
          new DatabaseLogin(
              login.host(), login.port(), database, login.user(), login.password(), null);
      assertThatThrownBy(() -> RunningProvider.connect(there).close())
          .as(database)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  /// Which of them Postgres does, told by its words.
  private List<String> successes(List<String> attempts) throws SQLException {
    List<String> successes = new ArrayList<>();
    try (Connection connection = RunningProvider.connect(open.provider().owner(Project.OPEN));
        Statement statement = connection.createStatement()) {
      statement.execute("set statement_timeout = '5s'");
      connection.setAutoCommit(false);
      for (String sql : attempts) {
        try {
          statement.execute(sql);
          successes.add(sql);
        } catch (SQLException refused) {
          assertThat(refused.getMessage())
              .as(sql)
              .containsAnyOf("permission denied", "must be owner", "must be able to SET ROLE");
        }
        connection.rollback();
      }
    }
    return successes;
  }

  private void asOwner(String sql) throws SQLException {
    try (Connection connection = RunningProvider.connect(open.provider().owner(Project.OPEN));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  private List<String> found(String sql) throws SQLException {
    List<String> found = open.provider().strings(Project.OPEN, sql);
    assertThat(found).isNotEmpty();
    return found;
  }

  private static String reset(Person person) {
    return json("email", person.email(), "callback_url", Wire.CALLBACK);
  }

  private static String accounts(Person person) {
    return "select count(*) from rollcall_auth.account where id = '" + person.id() + "'";
  }
}

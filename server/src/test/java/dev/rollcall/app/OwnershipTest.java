package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the application's role may do in an embedded Postgres: all that the documents promise, and
/// nothing that is ours.
@TestInstance(Lifecycle.PER_CLASS)
class OwnershipTest {
  private App app;
  private Login owner;
  private Login ours;
  private Login superuser;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    app =
        App.start(
            Settings.read(
                Map.of("data", folder.resolve("data").toString(), "port", "0"),
                Map.of(),
                ConfigFile.NONE),
            Dialects.all());
    DatabaseLogin login =
        DatabaseLogin.of(
            new Secret(EnvFile.read(folder.resolve("data/env"), "DATABASE_URL").orElseThrow()));
    owner = Login.of(login);
    ours = owner.as("rollcall", password(folder, "rollcall.password"));
    superuser = owner.as("postgres", password(folder, "postgres.password"));
    new Management(app.url(), folder.resolve("data"))
        .json("POST", "/projects", "{\"project\":{\"id\":\"other\"}}");
  }

  private static String password(Path folder, String file) throws Exception {
    return Files.readString(folder.resolve("data").resolve(file)).strip();
  }

  @AfterAll
  void stop() {
    app.stop();
  }

  private void synced(String id) throws SQLException {
    ours.execute("insert into neon_auth.users_sync (raw_json) values ('{\"id\":\"" + id + "\"}')");
  }

  @Test
  void it_reads_refers_to_and_deletes_synced_users() throws Exception {
    synced("doug");
    owner.execute(
        """
        create table public.notes (
          author_id text references neon_auth.users_sync (id) on delete cascade, note text);
        insert into public.notes values ('doug', 'mine');
        """);

    assertThat(owner.strings("select id from neon_auth.users_sync")).contains("doug");

    owner.execute("delete from neon_auth.users_sync where id = 'doug'");

    assertThat(owner.strings("select note from public.notes")).isEmpty();
    assertThat(ours.strings("select id from rollcall.tombstone")).contains("doug");
  }

  @Test
  void it_waits_for_synced_users() throws Exception {
    synced("wanda");

    assertThat(owner.strings("select rollcall.wait_for_user('wanda', '1s')")).containsExactly("t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into neon_auth.users_sync (raw_json) values ('{\"id\":\"x\"}')",
        "update neon_auth.users_sync set deleted_at = null",
        "update neon_auth.users_sync set raw_json = '{}'",
        "truncate neon_auth.users_sync",
        "alter table neon_auth.users_sync add column x int",
        "alter table neon_auth.users_sync rename to x",
        "alter table neon_auth.users_sync owner to default_owner",
        "alter table neon_auth.users_sync disable trigger all",
        "drop table neon_auth.users_sync",
        "create index on neon_auth.users_sync (email)",
        "create trigger t before update on neon_auth.users_sync for each row"
            + " execute function suppress_redundant_updates_trigger()",
        "create rule r as on delete to neon_auth.users_sync do instead nothing",
        "create policy p on neon_auth.users_sync",
        "create table neon_auth.mine (id int)",
        "create table neon_auth.child () inherits (neon_auth.users_sync)",
        "alter schema neon_auth rename to x",
        "drop schema neon_auth cascade",
        "drop schema rollcall cascade",
        "create table rollcall.mine (id int)",
        "select rollcall.leave_tombstone()",
        "create table public.mine (id text);"
            + " create trigger t after delete on public.mine for each row"
            + " execute function rollcall.leave_tombstone()",
        "drop function rollcall.leave_tombstone()",
        "set role rollcall",
        "set role postgres",
        "set session authorization rollcall",
        "grant rollcall to default_owner",
        "alter role rollcall password 'x'",
        "alter role default_owner superuser",
        "alter role default_owner createrole",
        "create role another",
        "drop owned by rollcall",
        "reassign owned by rollcall to default_owner",
        "set session_replication_role = replica",
        "set event_triggers = off",
        "drop event trigger rollcall_refuse_casts",
        "drop schema rollcall_guard cascade",
        "select pg_read_file('postgresql.conf')",
        "copy (select 1) to program 'true'",
        "alter default privileges for role rollcall grant all on tables to public",
      })
  void it_may_change_nothing_of_ours(String sql) {
    assertRefused(owner, sql);
  }

  @Test
  void it_may_neither_read_nor_write_any_table_of_ours() throws Exception {
    List<String> tables =
        ours.strings(
            "select oid::regclass from pg_class"
                + " where relnamespace = 'rollcall'::regnamespace and relkind in ('r', 'S', 'v')");

    assertThat(tables).contains("rollcall.inbox", "rollcall.tombstone", "rollcall.schema_history");
    for (String table : tables) {
      assertRefused(owner, "select * from " + table);
      assertRefused(owner, "insert into " + table + " default values");
      assertRefused(owner, "delete from " + table);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollcall", "postgres", "template1", "other"})
  void it_may_not_connect_to_other_databases(String database) {
    assertRefused(owner.to(database), "select 1");
  }

  @Test
  void its_settings_for_its_database_do_not_lead_us_to_functions_of_its_own() throws Exception {
    owner.execute(
        """
        create schema trap;
        create function trap.md5(text) returns text language sql as 'select ''trapped''';
        alter database "default" set search_path = trap, pg_catalog;
        """);
    try {
      assertThat(ours.strings("select md5('')"))
          .containsExactly("d41d8cd98f00b204e9800998ecf8427e");
      synced("amy");
    } finally {
      superuser.execute("alter database \"default\" reset all");
    }
  }

  // Postgres looks up the value of a foreign key as the owner of the table that it refers to, and
  // an implicit cast on the way there may be anybody's function.
  @Test
  void a_foreign_key_does_not_run_a_function_of_its_own_as_us() throws Exception {
    synced("bob");
    owner.execute(
        """
        create table public.caught (who text);
        grant insert on public.caught to public;
        create domain public.name as text;
        create function public.to_text(public.name[]) returns text language plpgsql as $$
        begin
          insert into public.caught values (current_user);
          return 'bob';
        end $$;
        """);

    assertRefused(
        owner, "create cast (public.name[] as text) with function public.to_text as implicit");
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() ->
            owner.execute(
                """
                create table public.bait (who public.name[] references neon_auth.users_sync);
                insert into public.bait values ('{bob}');
                """))
        .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("42804"));
    assertThat(owner.strings("select who from public.caught")).isEmpty();
  }

  @Test
  void casts_of_its_own_that_do_no_harm_it_may_create() throws Exception {
    owner.execute(
        """
        create type public.mood as enum ('good', 'bad');
        create cast (varchar as public.mood) with inout as implicit;
        create function public.words(public.mood) returns text language sql as $$ select 'x' $$;
        create cast (public.mood as text) with function public.words as assignment;
        create extension citext schema public;
        """);

    assertThat(owner.strings("select 'good'::varchar::public.mood")).containsExactly("good");
  }

  @Test
  void passwords_are_asked_for_by_scram_and_a_wrong_one_is_refused() throws Exception {
    assertThat(superuser.strings("select distinct auth_method from pg_hba_file_rules"))
        .containsExactly("scram-sha-256");
    assertThat(
            superuser.strings(
                "select rolname from pg_authid where rolcanlogin"
                    + " and rolpassword not like 'SCRAM-SHA-256$%'"))
        .isEmpty();
    for (String role : List.of("default_owner", "rollcall", "postgres")) {
      for (String wrong : List.of("wrong", "")) {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> owner.as(role, wrong).strings("select 1"))
            .satisfies(
                refused -> assertThat(refused.getSQLState()).isIn("28P01", "28000", "08004"));
      }
    }
  }

  private static void assertRefused(Login login, String sql) {
    assertThatExceptionOfType(SQLException.class)
        .as(sql)
        .isThrownBy(() -> login.execute(sql))
        .satisfies(refused -> assertThat(refused.getSQLState()).as(sql).isEqualTo("42501"));
  }
}

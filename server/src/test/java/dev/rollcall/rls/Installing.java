package dev.rollcall.rls;

import static dev.rollcall.rls.RlsFixture.execute;
import static dev.rollcall.rls.RlsFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Pools;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.OrdinaryRole;
import dev.rollcall.testing.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// As the owner of the database, who may create roles and is no superuser.
abstract class Installing {
  private HikariDataSource owner;

  abstract PostgresExtension postgres();

  @BeforeEach
  void own() {
    OrdinaryRole.own(postgres().database(), "rls_installer");
    String url = postgres().url().replaceFirst("\\?.*", "");
    owner = Pools.open(url, "rls_installer", "test", 4, false);
  }

  @AfterEach
  void close() {
    owner.close();
  }

  private Database database() {
    return new Database(owner);
  }

  private RowSecurity rowSecurity() {
    return new RowSecurity(database(), UsersTable.USUAL);
  }

  @Test
  void it_is_off_then_on_and_a_second_time_changes_nothing() {
    assertThat(rowSecurity().status()).isEqualTo(new RowSecurityStatus.Off());
    assertThat(rowSecurity().letUsersSee(UsersPolicy.nobody()))
        .isEqualTo(new Enabling.Refused("Row-level security is off. Enable it first"));

    assertThat(rowSecurity().enable()).isEqualTo(new Enabling.Enabled(true));
    assertThat(rowSecurity().enable()).isEqualTo(new Enabling.Enabled(false));

    assertThat(rowSecurity().status()).isEqualTo(new RowSecurityStatus.On(2, true));
    assertThat(strings(database(), "select auth.session()::text")).containsExactly("null");
    assertThat(strings(database(), "select auth.user_id()")).containsExactly((String) null);
  }

  @Test
  void whoever_installed_it_cannot_read_the_keys_afterwards() {
    rowSecurity().enable();

    assertThat(
            strings(
                postgres().database(),
                "select has_table_privilege('rls_installer', 'auth_private.seal_key', 'select')"))
        .containsExactly("f");
  }

  @Test
  void the_plain_script_does_the_same_and_may_be_run_again() throws SQLException {
    for (int i = 0; i < 2; i++) {
      try (Connection connection = owner.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(rowSecurity().script());
      }
    }

    assertThat(rowSecurity().status()).isEqualTo(new RowSecurityStatus.On(2, true));
    assertThat(rowSecurity().enable()).isEqualTo(new Enabling.Enabled(false));
  }

  @Test
  void an_upgrade_runs_once_and_keeps_the_keys() {
    rowSecurity().enable();
    SigningKey key = SigningKey.make("k", "ES256");
    RlsFixture.trust(database(), key);
    List<String> upgrades = new ArrayList<>(Script.current().upgrades());
    upgrades.add(
        "create table auth_private.added (number int); insert into auth_private.added values (7);\n");
    Script next = new Script(upgrades);

    Enabling first = new RowSecurity(database(), UsersTable.USUAL, next).enable();
    Enabling second = new RowSecurity(database(), UsersTable.USUAL, next).enable();

    assertThat(first).isEqualTo(new Enabling.Enabled(true));
    assertThat(second).isEqualTo(new Enabling.Enabled(false));
    assertThat(
            strings(
                postgres().database(),
                "select a.number || ' ' || k.kid from auth_private.added a, auth_private.jwk k"))
        .containsExactly("7 k");
    assertThat(rowSecurity().status()).isEqualTo(new RowSecurityStatus.On(3, false));
    assertThat(rowSecurity().enable())
        .isEqualTo(
            new Enabling.Refused(
                "Row-level security was installed by a newer Rollcall (its version is 3, this one"
                    + " knows 2). Use that version"));
  }

  @Test
  void whoever_installed_it_may_keep_its_keys_in_step() {
    rowSecurity().enable();
    SigningKey key = SigningKey.make("k", "ES256");
    ImportedKey wanted =
        new ImportedKey(
            SigningKey.ISSUER,
            "k",
            "ES256",
            key.jwk().toString(),
            List.of("shop"),
            List.of("authenticated"));

    assertThat(new ImportedKeys(database()).bring(List.of(wanted)))
        .isEqualTo(new ImportedKeys.Step.InStep(1, 0, List.of()));
    assertThat(new ImportedKeys(database()).bring(List.of()))
        .isEqualTo(new ImportedKeys.Step.InStep(0, 1, List.of()));
  }

  @Test
  void a_schema_auth_of_somebody_else_is_left_alone() {
    execute(database(), "create schema auth; create table auth.users (id int)");

    Enabling answer = rowSecurity().enable();

    assertThat(answer)
        .isEqualTo(
            new Enabling.Refused(
                "The schema auth exists already and is not Rollcall's: it holds 1 object(s), among them"
                    + " auth.users (Supabase, for one, has a schema auth). The names of the functions that"
                    + " policies call are fixed, so both cannot be in one database. Use another database,"
                    + " or rename or drop that schema"));
    assertThat(rowSecurity().status()).isEqualTo(new RowSecurityStatus.Off());
  }

  @Test
  void the_compiled_extension_is_left_alone() {
    execute(
        postgres().database(),
        """
        insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        values (4242, 'pg_session_jwt', 10, 'public'::regnamespace, false, '0.5')
        """);

    assertThat(rowSecurity().enable())
        .isInstanceOfSatisfying(
            Enabling.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .startsWith("The extension pg_session_jwt is installed in this database")
                    .endsWith("enable row-level security again, make the policies anew"));
    execute(postgres().database(), "delete from pg_extension where oid = 4242");
  }

  @Test
  void a_role_that_may_not_create_roles_is_told_so() {
    RlsFixture.login(postgres().database(), "rls_nobody", "");
    String url = postgres().url().replaceFirst("\\?.*", "");
    try (HikariDataSource nobody = Pools.open(url, "rls_nobody", "test", 1, false)) {
      assertThat(new RowSecurity(new Database(nobody), UsersTable.USUAL).enable())
          .isInstanceOfSatisfying(
              Enabling.Refused.class,
              refused -> assertThat(refused.reason()).contains("alter role <role> createrole"));
    }
  }

  @Test
  void what_still_uses_it_keeps_it_and_is_named() {
    rowSecurity().enable();
    execute(
        database(),
        """
        create table todos (id int, user_id text default auth.user_id());
        alter table todos enable row level security;
        create policy own on todos for select to authenticated
          using ((select auth.user_id()) = user_id);
        create view me as select auth.user_id() as id;
        """);

    Disabling answer = rowSecurity().disable();

    assertThat(answer)
        .isInstanceOfSatisfying(
            Disabling.StillUsed.class,
            used -> {
              assertThat(used.by())
                  .contains(
                      "default value for column user_id of table todos",
                      "policy own on table todos",
                      "rule _RETURN on view me");
            });
    assertThat(rowSecurity().status()).isEqualTo(new RowSecurityStatus.On(2, true));
  }

  @Test
  void removed_it_leaves_nothing_and_gives_back_what_it_took() {
    String rights =
        """
        select concat_ws(' ',
          has_database_privilege('public', current_database(), 'temporary'),
          has_schema_privilege('public', 'public', 'create'))
        """;
    List<String> before = strings(database(), rights);
    rowSecurity().enable();
    execute(
        database(),
        "create table todos (id int); grant select on todos to authenticated, anonymous");
    List<String> meanwhile = strings(database(), rights);

    Disabling answer = rowSecurity().disable();

    assertThat(answer).isInstanceOf(Disabling.Disabled.class);
    assertThat(rowSecurity().disable()).isEqualTo(new Disabling.NotOn());
    assertThat(meanwhile).containsExactly("f f");
    assertThat(strings(database(), rights)).isEqualTo(before);
    assertThat(strings(database(), "select nspname from pg_namespace where nspname like 'auth%'"))
        .isEmpty();
    assertThat(rowSecurity().enable()).isEqualTo(new Enabling.Enabled(true));
  }
}

package dev.rollcall.rls;

import static dev.rollcall.rls.RlsFixture.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What `auth.doctor()` finds, and whether what it says mends it.
class DoctorTest {
  /// How a server is set and how old it is; what a test cannot change for itself.
  private static final Set<String> OF_THE_SERVER =
      Set.of("logging", "prepared-xacts", "version", "foreign", "dblink");

  /// Theirs is to be mended by hand: roles of the server's, which other tests use, or a file.
  private static final Set<String> EVERYWHERE = Set.of("lang", "lo");

  /// Roles are the server's, and these are too mighty on purpose.
  private static final Set<String> OTHER_TESTS = Set.of("rls_installer", "rls_shared");

  @RegisterExtension
  final PostgresExtension postgres = RlsFixture.databases(new PostgresExtension());

  private List<Weakness> weaknesses() {
    return new RowSecurity(postgres.database(), UsersTable.USUAL)
        .weaknesses().stream().filter(found -> !OTHER_TESTS.contains(found.object())).toList();
  }

  private static Set<String> checks(List<Weakness> found) {
    return found.stream()
        .map(Weakness::check)
        .filter(check -> !EVERYWHERE.contains(check))
        .collect(Collectors.toSet());
  }

  @Test
  void a_database_as_documented_has_nothing_but_what_every_postgres_has() {
    execute(
        postgres.database(),
        """
        do $$ begin
          execute format('revoke temporary, create on database %I from public', current_database());
        end $$;
        create table todos (user_id text);
        alter table todos enable row level security;
        alter table todos force row level security;
        create policy own on todos to authenticated using ((select auth.user_id()) = user_id);
        grant usage on schema public to authenticated;
        grant select, insert, update, delete on todos to authenticated;
        """);

    assertThat(checks(weaknesses())).isEmpty();
  }

  @Test
  void a_weak_database_is_told_each_weakness_and_mended_by_what_it_is_told() {
    execute(
        postgres.database(),
        """
        do $$ begin
          execute format('grant temporary, create on database %I to public', current_database());
        end $$;
        grant create on schema public to public;
        grant usage on schema public to authenticated, anonymous;
        create role rls_weak_login login in role authenticated, anonymous, pg_monitor;
        alter role rls_weak_login createdb;
        alter role rls_weak_login set search_path = public;
        create table bare (id int, user_id text);
        create table fenced (id int, user_id text);
        alter table fenced enable row level security;
        create policy each_row on fenced using (auth.user_id() = user_id) with check (user_id = auth.user_id());
        create policy all_rows on fenced for select to authenticated using (true);
        create policy claims on fenced using (user_id = current_setting('request.jwt.claim.sub', true));
        create function who() returns text language sql stable as $$ select auth.user_id() $$;
        create policy helped on fenced using (user_id = who());
        create function everything() returns bigint language sql security definer as $$ select count(*) from public.bare $$;
        create view seen as select * from fenced;
        create materialized view copied as select * from fenced;
        create table taken (id int);
        alter table taken owner to rls_weak_login;
        alter role anonymous login;
        grant all on bare, fenced, seen, copied to authenticated;
        """);
    try {
      List<Weakness> found = weaknesses();

      assertThat(checks(found))
          .contains(
              "role-power",
              "role-member",
              "role-both",
              "role-login",
              "role-settings",
              "db-temp",
              "db-create",
              "schema-create",
              "owner",
              "no-rls",
              "no-force",
              "truncate",
              "view",
              "matview",
              "policy-per-row",
              "policy-true",
              "policy-guc",
              "definer-path",
              "policy-helper");
      assertThat(found).allSatisfy(weakness -> assertThat(weakness.mend()).isNotBlank());
      mend(found);
      mend(weaknesses());
      assertThat(checks(weaknesses())).isEmpty();
    } finally {
      execute(
          postgres.database(),
          "alter role anonymous nologin; drop owned by rls_weak_login; drop role rls_weak_login");
    }
  }

  private void mend(List<Weakness> found) {
    List<String> refused = new ArrayList<>();
    for (Weakness weakness : found) {
      if (!EVERYWHERE.contains(weakness.check()) && !OF_THE_SERVER.contains(weakness.check())) {
        try {
          execute(postgres.database(), weakness.mend());
        } catch (DatabaseException failure) {
          refused.add(weakness.mend() + ": " + failure.reason());
        }
      }
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void a_limit_that_a_superuser_set_for_a_login_is_no_weakness() {
    execute(
        postgres.database(),
        """
        create role rls_limited login;
        grant authenticated to rls_limited;
        alter role rls_limited set temp_file_limit = '1GB';
        """);
    try {
      assertThat(weaknesses()).extracting(Weakness::object).doesNotContain("rls_limited");

      execute(postgres.database(), "alter role rls_limited set search_path = mine");
      assertThat(weaknesses())
          .filteredOn(found -> found.object().equals("rls_limited"))
          .extracting(Weakness::mend)
          .containsExactly("alter role rls_limited reset search_path");
    } finally {
      execute(postgres.database(), "drop role rls_limited");
    }
  }
}

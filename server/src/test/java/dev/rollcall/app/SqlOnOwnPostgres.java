package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.OrdinaryRole;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.SignInClient;
import dev.rollcall.testing.SqlClient;
import dev.rollcall.testing.StartedApp;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As a role that owns its database, may create roles, and is no superuser.
abstract class SqlOnOwnPostgres {
  private static final String ROLE = "sql_shop";

  abstract PostgresExtension postgres();

  @Test
  void tokens_passwords_and_nobody_are_served_until_it_is_turned_off(@TempDir Path folder)
      throws Exception {
    OrdinaryRole.own(postgres().database(), ROLE);
    Login operator = new Login(postgres().url(), "postgres", new Secret("test"));
    boolean mayLimitFiles =
        operator
                .strings("select 1 where current_setting('server_version_num')::int >= 150000")
                .size()
            == 1;
    if (mayLimitFiles) {
      operator.execute("grant set on parameter temp_file_limit to " + ROLE);
    }
    URI jdbc = URI.create(postgres().url().substring("jdbc:".length()));
    String name = jdbc.getPath().substring(1);
    String url =
        "postgresql://%s:test@%s:%d/%s".formatted(ROLE, jdbc.getHost(), jdbc.getPort(), name);
    try (StartedApp server =
        StartedApp.start(folder, Map.of("database_url", url, "shared_owner", "true"))) {
      server.client().json("PUT", "/projects/default/rls", "{}");
      SqlClient owner =
          SqlClient.owner(server.app().url(), server.app().defaultLogin().orElseThrow());
      owner.query("create table note (user_id text default auth.user_id(), body text)");
      owner.query("alter table note enable row level security");
      owner.query("create policy own on note using ((select auth.user_id()) = user_id)");
      owner.query("grant usage on schema public to authenticated, anonymous");
      owner.query("grant select, insert on note to authenticated, anonymous");

      String token =
          Json.MAPPER
              .readTree(
                  SignInClient.to(server.app().url(), folder)
                      .signUp("203.0.113.7", "ada@example.com", "correct horse battery")
                      .body())
              .path("access_token")
              .stringValue();
      SqlClient ada = owner.user(name, token);
      assertThat(ada.query("insert into note (body) values ('mine') returning body").rows())
          .isEqualTo("[{\"body\":\"mine\"}]");
      assertThat(owner.query("select body from note").rows()).isEqualTo("[{\"body\":\"mine\"}]");
      assertThat(ada.query("show temp_file_limit").rows())
          .contains(mayLimitFiles ? "\"1GB\"" : "\"-1\"");
      assertThat(owner.query("vacuum note").status()).isEqualTo(200);
      assertThat(owner.as("anonymous", name).query("select 1").problem()).contains("28000");
      server.client().json("PATCH", "/projects/default/sql/settings", "{\"sql_anonymous\":true}");
      assertThat(owner.as("anonymous", name).query("select body from note").rows()).isEqualTo("[]");

      // Roles that altered themselves are put right, and serve again.
      for (String change :
          List.of("set search_path = nowhere", "set work_mem = '1GB'", "password 'known'")) {
        ada.query("alter role current_user " + change);
      }
      ada.query("select pg_terminate_backend(pg_backend_pid())");
      assertThat(ada.query("select body from note").rows()).isEqualTo("[{\"body\":\"mine\"}]");
      ada.query("select lo_create(0)");

      owner.query("drop table note");
      List<String> roles = operator.strings("select name from rollcall.sql_login");
      assertThat(roles).hasSizeGreaterThanOrEqualTo(2);
      assertThat(server.client().json("DELETE", "/projects/default/rls", "").toString())
          .doesNotContain("rollcall_sql_");

      assertThat(operator.strings("select rolname from pg_roles"))
          .doesNotContainAnyElementsOf(roles);
      assertThat(operator.strings("select name from rollcall.sql_login")).isEmpty();
      assertThat(ada.query("select 1").problem()).startsWith("400 55000 row-level security is not");
      assertThat(owner.query("select 1 as one").rows()).isEqualTo("[{\"one\":1}]");
      server.client().json("PUT", "/projects/default/rls", "{}");
      assertThat(ada.query("select 1 as one").rows()).isEqualTo("[{\"one\":1}]");
    }
  }
}

package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.testing.SignInClient;
import dev.rollcall.testing.SqlClient;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A whole server, its built-in provider's tokens, and `/sql`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlOverHttpTest {
  private StartedApp server;
  private SqlClient owner;
  private SqlClient ada;
  private SqlClient bob;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = StartedApp.start(folder, Map.of());
    DatabaseLogin login = server.app().defaultLogin().orElseThrow();
    owner = SqlClient.owner(server.app().url(), login);
    SignInClient people = SignInClient.to(server.app().url(), folder);
    ada = owner.user("default", token(people, "ada@example.com"));
    bob = owner.user("default", token(people, "bob@example.com"));
    owner.query("create table note (id serial, user_id text default auth.user_id(), body text)");
    owner.query("alter table note enable row level security");
    owner.query(
        "create policy own on note to authenticated using ((select auth.user_id()) = user_id)");
    owner.query("grant usage on schema public to authenticated");
    owner.query("grant select, insert on note to authenticated");
    owner.query("grant usage on sequence note_id_seq to authenticated");
  }

  private static String token(SignInClient people, String email) {
    return Json.MAPPER
        .readTree(people.signUp("203.0.113.7", email, "correct horse battery").body())
        .path("access_token")
        .stringValue();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void users_see_their_own_rows_and_the_owner_sees_all() {
    ada.query("insert into note (body) values ($1)", "of Ada");
    bob.query("insert into note (body) values ($1)", "of Bob");

    assertThat(ada.query("select body from note").rows()).isEqualTo("[{\"body\":\"of Ada\"}]");
    assertThat(bob.query("select body from note").rows()).isEqualTo("[{\"body\":\"of Bob\"}]");
    assertThat(owner.query("select count(*) n from note").rows()).isEqualTo("[{\"n\":\"2\"}]");
  }

  @Test
  void a_user_reads_their_name_from_the_synced_users() {
    assertThat(ada.query("select email from neon_auth.users_sync").rows())
        .isEqualTo("[{\"email\":\"ada@example.com\"}]");
  }

  @Test
  void a_wrong_password_is_refused_in_the_words_of_postgres() {
    DatabaseLogin login = server.app().defaultLogin().orElseThrow();
    SqlClient guessing =
        owner.with(
            "Neon-Connection-String",
            login.url().value().replace(login.password().value(), "guess"));

    assertThat(guessing.query("select 1").problem())
        .isEqualTo("400 28P01 password authentication failed for user \"default_owner\"");
  }
}

package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.cli.Rollcall.Result;
import dev.rollcall.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// One server for all of them, and a project for each that changes anything.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {
  private Rollcall rollcall;

  @BeforeAll
  void start(@TempDir Path folder) {
    rollcall = Rollcall.start(folder.resolve("data"));
    rollcall.user("default", "u1", "Ada Lovelace");
    rollcall.user("default", "u2", "Grace Hopper");
    assertThat(rollcall.run("connect", "mock").code()).isZero();
  }

  @AfterAll
  void stop() {
    rollcall.close();
  }

  @Test
  void connecting_shows_what_was_found_the_first_rows_and_what_comes() {
    project("first");
    rollcall.user("first", "u1", "Ada Lovelace");

    Result result = rollcall.run("connect", "mock", "--project", "first");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .containsSubsequence(
            "ok      The mock provider accepts the key and lists its users.",
            "ok      Webhooks can be verified.",
            "Compared: 1 users listed by mock in",
            "id  name          email           created_at",
            "u1  Ada Lovelace  u1@example.com  20",
            "From now on:",
            "mock is asked for changes every 1s.",
            "Webhooks are taken at " + rollcall.url() + "/webhooks/first",
            "rollcall sql --project first \"select * from neon_auth.users_sync\"");
  }

  @Test
  void a_provider_that_does_not_answer_is_not_connected() {
    project("away");

    Result result =
        rollcall.run("connect", "mock", "--url", "http://127.0.0.1:1/mock", "--project", "away");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).startsWith("problem ");
    assertThat(result.err())
        .isEqualTo(
            "The project 'away' was not connected. Mend what is marked as a problem, and try"
                + " again.\n");
    assertThat(rollcall.run("project", "show", "away").out()).contains("auth_provider         -\n");
  }

  @Test
  void a_secret_comes_from_a_file_or_the_environment(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "wrong\n");
    String key = rollcall.kept("MOCK_SECRET_KEY");

    Result fromFile = rollcall.run("connect", "mock", "--secret-key-file", file.toString());
    Result fromEnvironment =
        rollcall.runWith("", Map.of("MOCK_SECRET_KEY", "wrong too"), "connect", "mock");
    Files.writeString(file, key);
    Result right = rollcall.run("connect", "mock", "--secret-key-file", file.toString());

    assertThat(fromFile.out()).contains("problem ").contains("401");
    assertThat(fromEnvironment.code()).isEqualTo(1);
    assertThat(right.code()).isZero();
    assertThat(right.out()).doesNotContain(key);
  }

  @Test
  void every_missing_setting_is_named() {
    Result result = rollcall.run("connect", "keycloak", "--username", "admin");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            """
            Missing: --url (Keycloak's address, such as https://id.example.com); \
            --realm (the realm whose users are synced); \
            --password-file FILE or the variable KEYCLOAK_PASSWORD (the password of username)
            Help: rollcall connect keycloak --help
            """);
  }

  @Test
  void the_status_of_a_healthy_server_is_0() {
    Result result = rollcall.run("status");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("Rollcall is healthy at " + rollcall.url())
        .containsPattern("default +mock +2 +0 +0 ");
    await()
        .untilAsserted(() ->
            assertThat(rollcall.run("status", "--json").out()).contains("\"healthy\" : true"));
  }

  @Test
  void a_server_elsewhere_is_found_by_its_url_and_key() {
    Map<String, String> environment =
        Map.of(
            "ROLLCALL_URL",
            rollcall.url() + "/",
            "ROLLCALL_API_KEY",
            rollcall.kept("ROLLCALL_API_KEY"));

    assertThat(Rollcall.execute("", environment, "status").code()).isZero();
  }

  @Test
  void users_are_listed_and_shown() {
    assertThat(rollcall.run("user", "list", "--limit", "1").out())
        .containsPattern("u1  Ada Lovelace  u1@example.com  \\S+ \\S+Z  - +-\n")
        .endsWith("There may be more: --after 'u1'\n");
    assertThat(rollcall.run("user", "list", "--after", "u1").out()).doesNotContain("u1@");
    assertThat(rollcall.run("user", "show", "u2").out())
        .contains(
            "name        Grace Hopper\n", "raw_json\n", "\"display_name\" : \"Grace Hopper\"");
  }

  @Test
  void what_is_not_there_is_said_in_a_sentence() {
    Result user = rollcall.run("user", "show", "no such user");
    Result project = rollcall.run("status", "--project", "nope");

    assertThat(user.code()).isEqualTo(1);
    assertThat(user.err()).isEqualTo("There is no user 'no such user' in the table.\n");
    assertThat(project.code()).isEqualTo(2);
    assertThat(rollcall.run("user", "list", "--project", "nope").err())
        .isEqualTo("There is no project 'nope'.\n");
  }

  @Test
  void events_are_listed_shown_and_replayed() {
    project("events");
    assertThat(rollcall.run("connect", "mock", "--project", "events").code()).isZero();
    rollcall.user("events", "u7", "Mary Jackson");
    await().until(() -> events("--outcome", "applied").contains("u7"));
    String number = first("(\\d+) +\\S+ \\S+Z  applied +u7", events("--user", "u7"));

    Result shown = rollcall.run("event", "show", number, "--project", "events");
    Result replayed = rollcall.run("event", "replay", number, "--project", "events");

    assertThat(shown.out()).contains("outcome          applied", "\"name\" : \"Mary Jackson\"");
    assertThat(replayed.out()).startsWith("Events to be applied again: 1.");
    assertThat(rollcall.run("event", "replay", "--quarantined").out())
        .startsWith("Events to be applied again: 0.");
    assertThat(rollcall.run("event", "replay", "4711").err())
        .isEqualTo("There is no event 4711.\n");
  }

  @Test
  void a_key_works_until_it_is_revoked() {
    Result made = rollcall.run("key", "create", "ci");
    Map<String, String> environment =
        Map.of("ROLLCALL_URL", rollcall.url().toString(), "ROLLCALL_API_KEY", made.out().strip());
    String id = first("key revoke (\\S+)", made.err());

    assertThat(Rollcall.execute("", environment, "project", "list").code()).isZero();
    assertThat(rollcall.run("key", "list").out()).contains(id).doesNotContain(made.out().strip());
    assertThat(rollcall.run("key", "revoke", id).out())
        .isEqualTo("The key " + id + " was revoked.\n");
    assertThat(Rollcall.execute("", environment, "project", "list").err())
        .startsWith("An API key is needed");
  }

  @Test
  void a_project_has_a_database_of_its_own() {
    Result made = rollcall.run("project", "create", "own", "--id-type", "uuid");

    assertThat(made.out()).contains("The project 'own' was made.", "postgresql://own_owner:");
    assertThat(rollcall.run("project", "list").out())
        .containsPattern("own +- +- +127.0.0.1:\\d+/own +neon_auth.users_sync +uuid");
    assertThat(rollcall.run("sql", "--project", "own", "select current_user as me").out())
        .isEqualTo("me\nown_owner\n(1 row)\n");
    assertThat(rollcall.run("project", "create", "own").err())
        .isEqualTo("There is a project 'own' already.\n");
    assertThat(rollcall.run("project", "create", "own2", "--id-type", "int").err())
        .isEqualTo("'int' is no id type: use text or uuid.\n");
  }

  @Test
  void a_role_may_be_let_in() {
    assertThat(rollcall.run("project", "grant", "default_owner").out())
        .startsWith("The role 'default_owner' may read users_sync now");
    assertThat(rollcall.run("project", "grant", "nobody").err())
        .isEqualTo("Postgres refused the grant: ERROR: role \"nobody\" does not exist.\n");
  }

  @Test
  void statements_are_run_until_one_is_refused() {
    String input =
        """
        create temp table t (a int); insert into t
        values (1), (2); -- a comment; with a semicolon
        select * from t where 'a;b' = $x$a;b$x$ order by a;
        select nope from t;
        select 'never';
        """;

    Result result = rollcall.runWith(input, Map.of(), "sql");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("0 rows changed\n2 rows changed\na\n1\n2\n(2 rows)\n");
    assertThat(result.err()).startsWith("Postgres refused: column \"nope\" does not exist (42703)");
  }

  @Test
  void rows_are_printed_as_json() {
    String sql = "select 1 as a, null as b, true as c, '{\"x\": [1]}'::jsonb as d";

    Result result = rollcall.run("sql", "--json", sql);

    assertThat(Json.MAPPER.readTree(result.out()))
        .isEqualTo(
            Json.MAPPER.readTree("[{\"a\": 1, \"b\": null, \"c\": true, \"d\": {\"x\": [1]}}]"));
  }

  @Test
  void many_deletions_at_once_are_held_back_until_they_are_released() {
    project("held");
    rollcall.mock("held", "POST", "/generate", "{\"count\": 40}");
    assertThat(rollcall.run("connect", "mock", "--project", "held").out())
        .contains("inserted                    40");
    rollcall.mock("held", "PUT", "/behaviour", "{\"mode\": \"not_found\"}");

    Result dry = rollcall.run("sync", "--dry-run", "--project", "held");
    Result usual = rollcall.run("sync", "--project", "held");
    Result released = rollcall.run("sync", "--release", "--project", "held");

    assertThat(dry.out()).contains("would be held back          40");
    assertThat(usual.code()).isZero();
    assertThat(usual.out())
        .contains("deleted                      0", "held back                   40")
        .contains("rollcall sync --release", "... and more");
    assertThat(released.out()).contains("deleted                     40");
  }

  @Test
  void a_comparison_that_failed_ends_with_1() {
    project("failing");
    assertThat(rollcall.run("connect", "mock", "--project", "failing").code()).isZero();
    rollcall.mock("failing", "PUT", "/behaviour", "{\"mode\": \"401\"}");

    Result result = rollcall.run("sync", "--project", "failing");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("The comparison failed: ")
        .endsWith("Nothing was deleted.\n");
  }

  @Test
  void a_project_without_a_provider_cannot_be_compared() {
    project("bare");

    assertThat(rollcall.run("sync", "--project", "bare").err())
        .isEqualTo("The project 'bare' is not connected to a provider yet: rollcall connect.\n");
  }

  private void project(String id) {
    assertThat(rollcall.run("project", "create", id).code()).isZero();
  }

  private String events(String option, String value) {
    return rollcall.run("event", "list", "--project", "events", option, value).out();
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("'%s' in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}

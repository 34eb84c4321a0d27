package dev.rollcall.api.neon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.RunningApp;
import dev.rollcall.testing.RunningApp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The management API of a running server: who is let in, projects, keys. Each test makes what it
/// needs.
class ManagementApiTest {
  private static RunningApp app;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    app = new RunningApp(data);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void a_healthy_server_says_so_without_a_key() {
    Reply reply = app.send("GET", "/health", "", null);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).contains("\"status\":\"ok\"").contains("\"troubles\":{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic x", "Bearer", "Bearer ", "Bearer rck_1_2_3", "Bearer \u00e9"})
  void without_a_key_nobody_is_let_in(String authorization) {
    for (String path : List.of("/api/v2/projects", "/api/v2/nowhere")) {
      Reply reply = app.send("GET", path, "", authorization);

      assertThat(reply.problem())
          .isEqualTo(
              "401 unauthorized An API key is needed: Authorization: Bearer <key>. The file 'env'"
                  + " in the data folder holds one.");
      assertThat(reply.response().headers().firstValue("www-authenticate")).contains("Bearer");
    }
  }

  @Test
  void the_word_bearer_may_be_written_in_any_case() {
    assertThat(app.send("GET", "/api/v2/status", "", "bearer " + app.key()).status())
        .isEqualTo(200);
  }

  @Test
  void a_key_is_shown_once_and_works_until_it_is_revoked() {
    JsonNode made = app.call("POST", "/api_keys", "{\"key_name\":\"deploy\"}").json();
    String key = made.path("key").stringValue();
    String id = made.path("id").stringValue();

    assertThat(app.send("GET", "/api/v2/projects", "", "Bearer " + key).status()).isEqualTo(200);
    assertThat(app.get("/api_keys").text()).contains(id, "deploy").doesNotContain(key);
    assertThat(app.call("DELETE", "/api_keys/" + id, "").text()).contains("\"revoked\":true");
    assertThat(app.send("GET", "/api/v2/projects", "", "Bearer " + key).status()).isEqualTo(401);
    assertThat(app.call("DELETE", "/api_keys/" + id, "").problem())
        .isEqualTo("404 not_found There is no API key '" + id + "'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"key_name\":\" \"}", "{\"key_name\":null}"})
  void a_key_needs_a_name(String body) {
    assertThat(app.call("POST", "/api_keys", body).problem())
        .isEqualTo("400 invalid_value The body needs a key_name of 1 to 64 characters.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "{", "{\"project\":1}", "{} {}", "canary"})
  void a_body_that_is_not_what_is_expected_is_refused(String body) {
    assertThat(app.call("POST", "/projects", body).problem())
        .startsWith("400 invalid_body The body is not the JSON that is expected here: ");
  }

  @Test
  void a_body_that_is_too_large_is_refused() {
    assertThat(app.call("POST", "/projects", " ".repeat((1 << 20) + 1)).problem())
        .isEqualTo(
            "413 body_too_large The body is larger than 1048576 bytes, which is the limit here.");
  }

  @Test
  void a_project_is_made_with_a_database_that_its_application_can_use() throws SQLException {
    Reply made =
        app.call(
            "POST",
            "/projects",
            "{\"project\":{\"id\":\"shop\",\"schema_name\":\"neon_identity\",\"id_type\":\"uuid\","
                + "\"remove_deleted_after\":\"48h\"}}");

    assertThat(made.status()).isEqualTo(201);
    JsonNode project = made.json().path("project");
    assertThat(project.path("schema_name").stringValue()).isEqualTo("neon_identity");
    assertThat(project.path("id_type").stringValue()).isEqualTo("uuid");
    assertThat(project.path("remove_deleted_after").stringValue()).isEqualTo("2d");
    assertThat(project.path("auth_provider").isNull()).isTrue();
    assertThat(app.get("/projects/shop").json().path("project")).isEqualTo(project);
    assertThat(ids(app.get("/projects"))).contains("default", "shop");
    String uri = made.json().path("connection_uri").stringValue();
    assertThat(sql(uri, "select count(*) from neon_identity.users_sync")).containsExactly("0");
    assertThat(sql(uri, "create table mine (id uuid references neon_identity.users_sync)"))
        .isEmpty();
    String password = DatabaseLogin.of(new Secret(uri)).password().value();
    for (String path : List.of("/projects", "/projects/shop", "/status")) {
      assertThat(app.get(path).text()).doesNotContain(password);
    }
  }

  @Test
  void an_application_s_role_may_not_write_what_is_ours() {
    String uri = create("guarded");

    assertThat(sql(uri, "insert into neon_auth.users_sync (raw_json) values ('{\"id\":\"x\"}')"))
        .containsExactly("42501");
    assertThat(sql(uri, "select * from rollcall.inbox")).containsExactly("42501");
  }

  @Test
  void a_project_s_name_is_given_once() {
    create("twice");

    assertThat(app.call("POST", "/projects", "{\"project\":{\"id\":\"twice\"}}").problem())
        .isEqualTo("409 project_exists There is a project 'twice' already.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | The body needs {\"project\": {\"id\": ...}}.",
        "{\"project\":{}} | The body needs {\"project\": {\"id\": ...}}.",
        "{\"project\":{\"id\":\"A\"}} | Not a project id: 'A' (1 to 60 lower-case letters, digits"
            + " and hyphens, no hyphen at the ends).",
        "{\"project\":{\"id\":\"a\",\"id_type\":\"int\"}} | 'int' is no id type: use text or uuid.",
        "{\"project\":{\"id\":\"a\",\"remove_deleted_after\":\"soon\"}} | remove_deleted_after is"
            + " 'soon': use never, 0, or a time such as 30d or 12h.",
        "{\"project\":{\"id\":\"a\",\"database_url\":\"mysql://u:canary@h/d\"}} | The database URL"
            + " does not begin with postgresql:// or postgres://."
      })
  void a_project_that_cannot_be_is_refused_with_a_sentence(String body, String sentence) {
    assertThat(app.call("POST", "/projects", body).problem())
        .isEqualTo("400 invalid_value " + sentence);
  }

  @Tag("slow")
  @Test
  void a_database_that_cannot_be_reached_is_a_refusal_without_its_password() {
    Reply reply =
        app.call(
            "POST",
            "/projects",
            "{\"project\":{\"id\":\"far\",\"database_url\":\"postgres://u:canary@127.0.0.1:1/d\"}}");

    assertThat(reply.problem()).startsWith("422 database_refused ").doesNotContain("canary");
    assertThat(app.get("/projects/far").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "template0", "template1", "rollcall"})
  void a_project_does_not_move_into_a_database_that_is_not_its_own(String id) {
    assertThat(app.call("POST", "/projects", "{\"project\":{\"id\":\"" + id + "\"}}").problem())
        .isEqualTo(
            "422 database_refused A project '"
                + id
                + "' would need a database of this name, and that is taken by Postgres or by"
                + " Rollcall itself. Choose another name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/projects/nobody", "/projects/nobody/users", "/projects/nobody/sync"})
  void a_project_that_is_not_there_is_not_found(String path) {
    assertThat(app.get(path).problem()).isEqualTo("404 not_found There is no project 'nobody'.");
  }

  @Test
  void a_path_that_is_not_there_is_not_found() {
    assertThat(app.get("/nowhere").problem())
        .isEqualTo("404 not_found There is no GET at this path.");
    assertThat(app.call("DELETE", "/projects", "").problem())
        .isEqualTo("404 not_found There is no DELETE at this path.");
  }

  @Test
  void a_role_is_granted_what_an_application_needs() {
    String uri = create("granted");
    assertThat(
            app.call("POST", "/projects/granted/grants", "{\"role_name\":\"no \\\"one\"}")
                .problem())
        .isEqualTo(
            "422 database_refused Postgres refused the grant: ERROR: role \"no \"one\" does not"
                + " exist.");
    assertThat(app.call("POST", "/projects/granted/grants", "{}").problem())
        .isEqualTo("400 invalid_value The body needs a role_name.");

    String role = DatabaseLogin.of(new Secret(uri)).user();

    assertThat(
            app.call("POST", "/projects/granted/grants", "{\"role_name\":\"" + role + "\"}").text())
        .contains(role);
    assertThat(sql(uri, "select count(*) from neon_auth.users_sync")).containsExactly("0");
  }

  @Test
  void a_provider_must_be_named() {
    assertThat(app.call("PUT", "/projects/default/provider", "{}").problem())
        .isEqualTo("400 invalid_value The body needs an auth_provider.");
  }

  @Test
  void every_provider_is_listed_with_its_settings() {
    JsonNode providers = app.get("/providers").json().path("providers");

    assertThat(providers.findValuesAsString("auth_provider")).contains("mock", "keycloak", "clerk");
    assertThat(providers.toString()).contains("secret_key", "webhook_secret");
  }

  @Test
  void a_request_keeps_the_name_that_its_sender_gave_it() {
    assertThat(app.get("/nowhere").json().path("request_id").stringValue()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/projects/ids/users/abc", "/projects/ids/users?after=abc"})
  void a_value_that_postgres_does_not_take_is_the_caller_s_mistake(String path) {
    app.call("POST", "/projects", "{\"project\":{\"id\":\"ids\",\"id_type\":\"uuid\"}}");

    assertThat(app.get(path).problem())
        .isEqualTo(
            "400 invalid_value Postgres does not take a value of this request: ERROR: invalid input"
                + " syntax for type uuid: \"abc\"");
  }

  @ParameterizedTest
  @CsvSource({
    "users?limit=x, limit, x", "events?before=1.5, before, 1.5",
    "events/abc, number, abc", "sync/abc, number, abc"
  })
  void what_must_be_a_number_is_one(String path, String name, String value) {
    assertThat(app.get("/projects/default/" + path).problem())
        .isEqualTo("400 invalid_value '" + name + "' is '" + value + "', not a number.");
  }

  private static String create(String id) {
    Reply made = app.call("POST", "/projects", "{\"project\":{\"id\":\"" + id + "\"}}");
    assertThat(made.status()).isEqualTo(201);
    return made.json().path("connection_uri").stringValue();
  }

  private static List<String> ids(Reply projects) {
    return projects.json().path("projects").findValuesAsString("id");
  }

  /// The first column, or the SQLSTATE of a refusal.
  private static List<String> sql(String uri, String sql) {
    DatabaseLogin login = DatabaseLogin.of(new Secret(uri));
    try (Connection connection =
            DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password().value());
        Statement statement = connection.createStatement()) {
      List<String> found = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            found.add(rows.getString(1));
          }
        }
      }
      return found;
    } catch (SQLException refused) {
      return List.of(refused.getSQLState());
    }
  }
}

package dev.rollcall.api.neon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.RunningApp;
import dev.rollcall.testing.RunningApp.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What Neon's clients and our command line do at a project's built-in provider.
class AuthRoutesTest {
  private static final String AUTH = "/projects/default/auth";

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
  void the_integration_of_a_project_is_its_built_in_provider() {
    app.create("bare");

    JsonNode found = app.get(AUTH + "/integrations").json().path("data");

    assertThat(found).hasSize(1);
    assertThat(found.get(0).propertyNames())
        .containsExactly(
            "auth_provider",
            "auth_provider_project_id",
            "branch_id",
            "db_name",
            "created_at",
            "owned_by",
            "jwks_url");
    assertThat(found.get(0).path("auth_provider").stringValue()).isEqualTo("stack");
    assertThat(app.get("/projects/bare/auth/integrations").text()).isEqualTo("{\"data\":[]}");
    assertThat(app.get("/projects/bare/auth/settings").problem())
        .isEqualTo("409 not_connected The project 'bare' does not have the built-in provider.");
  }

  @Test
  void keys_for_the_sdks_are_made_and_work() throws Exception {
    Reply made =
        app.call(
            "POST",
            "/projects/auth/keys",
            "{\"project_id\":\"default\",\"auth_provider\":\"stack\"}");

    assertThat(made.status()).isEqualTo(201);
    JsonNode keys = made.json();
    assertThat(keys.propertyNames())
        .containsExactly(
            "auth_provider",
            "auth_provider_project_id",
            "pub_client_key",
            "secret_server_key",
            "jwks_url",
            "schema_name",
            "table_name");
    String project = keys.path("auth_provider_project_id").stringValue();
    assertThat(users(project, keys.path("secret_server_key").stringValue())).isEqualTo(200);
    assertThat(body(keys.path("jwks_url").stringValue())).startsWith("{\"keys\":[{");
  }

  @Test
  void an_application_s_keys_are_shown_once_and_can_be_revoked() throws Exception {
    Reply made =
        app.call(
            "POST",
            AUTH + "/keys",
            "{\"description\":\"web\",\"has_super_secret_admin_key\":true}");
    JsonNode key = made.json().path("key");
    String project = made.json().path("project_id").stringValue();
    String secret = key.path("secret_server_key").stringValue();
    String id = key.path("id").stringValue();

    assertThat(made.status()).isEqualTo(201);
    assertThat(key.path("super_secret_admin_key").stringValue()).startsWith("sak_");
    assertThat(users(project, secret)).isEqualTo(200);
    assertThat(app.get(AUTH + "/keys").text()).contains(id, "\"web\"").doesNotContain(secret);
    assertThat(app.call("DELETE", AUTH + "/keys/" + id, "").status()).isEqualTo(200);
    assertThat(users(project, secret)).isEqualTo(401);
    assertThat(app.call("DELETE", AUTH + "/keys/" + id, "").problem())
        .isEqualTo(
            "404 not_found There are no application keys '" + id + "' that could be revoked.");
  }

  @Test
  void a_user_is_made_once_and_deleted() {
    String body =
        "{\"project_id\":\"default\",\"auth_provider\":\"stack\",\"email\":\"ada@example.com\","
            + "\"name\":\"Ada\"}";

    Reply made = app.call("POST", "/projects/auth/user", body);

    assertThat(made.status()).isEqualTo(201);
    String id = made.json().path("id").stringValue();
    JsonNode row = app.get("/projects/default/users/" + id).json().path("user");
    assertThat(row.path("email").stringValue()).isEqualTo("ada@example.com");
    assertThat(row.path("name").stringValue()).isEqualTo("Ada");
    assertThat(app.call("POST", "/projects/auth/user", body).problem())
        .isEqualTo("409 email_taken There is a user with the e-mail address 'ada@example.com'.");
    Reply deleted = app.call("DELETE", AUTH + "/users/" + id, "");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(app.call("DELETE", AUTH + "/users/" + id, "").problem())
        .isEqualTo("404 not_found There is no user '" + id + "'.");
  }

  @Test
  void domains_are_added_once_and_removed() {
    String domain = "{\"domain\":\"https://app.example.com\",\"auth_provider\":\"stack\"}";

    Reply added = app.call("POST", AUTH + "/domains", domain);

    assertThat(added.status()).isEqualTo(201);
    assertThat(added.text()).isEmpty();
    assertThat(app.get(AUTH + "/domains").text())
        .isEqualTo(
            "{\"domains\":[{\"domain\":\"https://app.example.com\",\"auth_provider\":\"stack\"}]}");
    assertThat(app.call("POST", AUTH + "/domains", domain).problem())
        .isEqualTo("409 already_exists The domain 'https://app.example.com' is trusted already.");
    String removal =
        "{\"auth_provider\":\"stack\",\"domains\":[{\"domain\":\"https://app.example.com\"}]}";
    assertThat(app.call("DELETE", AUTH + "/domains", removal).status()).isEqualTo(200);
    assertThat(app.get(AUTH + "/domains").text()).isEqualTo("{\"domains\":[]}");
    assertThat(app.call("DELETE", AUTH + "/domains", removal).problem())
        .isEqualTo("404 not_found There is no domain 'https://app.example.com'.");
  }

  @ParameterizedTest
  @CsvSource({"standard", "custom"})
  void a_mail_server_is_kept_without_showing_its_password(String type) {
    Reply set =
        app.call(
            "PATCH",
            AUTH + "/email_server",
            "{\"type\":\""
                + type
                + "\",\"host\":\"mail.example.com\",\"port\":587,\"username\":\"u\","
                + "\"password\":\"hidden\",\"sender_email\":\"s@example.com\","
                + "\"sender_name\":\"Shop\"}");

    assertThat(set.text())
        .isEqualTo(
            "{\"type\":\"standard\",\"host\":\"mail.example.com\",\"port\":587,"
                + "\"username\":\"u\",\"sender_email\":\"s@example.com\",\"sender_name\":\"Shop\"}");
    assertThat(app.get(AUTH + "/email_server").text()).isEqualTo(set.text());
    assertThat(app.call("PATCH", AUTH + "/email_server", "{\"type\":\"shared\"}").text())
        .isEqualTo("{\"type\":\"shared\"}");
    assertThat(
            app.call("PATCH", AUTH + "/email_server", "{\"type\":\"standard\",\"host\":\"x\"}")
                .problem())
        .isEqualTo(
            "400 invalid_value The body needs host, port, username, password, sender_email and"
                + " sender_name.");
  }

  @Test
  void settings_are_turned_one_by_one_and_mistakes_are_named_at_once() {
    JsonNode before = app.get(AUTH + "/settings").json();

    JsonNode after =
        app.call("PATCH", AUTH + "/settings", "{\"client_user_deletion_enabled\":true}").json();

    assertThat(before.path("client_user_deletion_enabled").booleanValue()).isFalse();
    assertThat(after.path("client_user_deletion_enabled").booleanValue()).isTrue();
    assertThat(after.path("allow_localhost")).isEqualTo(before.path("allow_localhost"));
    assertThat(
            app.call("PATCH", AUTH + "/settings", "{\"colour\":true,\"strict_domains\":1}")
                .problem())
        .isEqualTo(
            "400 invalid_value Nothing was changed: there is no setting 'colour';"
                + " 'strict_domains' is true or false. Settings: sign_up_enabled,"
                + " credential_enabled, magic_link_enabled, client_user_deletion_enabled,"
                + " client_team_creation_enabled, create_team_on_sign_up, allow_localhost,"
                + " strict_domains, rotate_refresh_tokens.");
  }

  @Test
  void signing_keys_wait_sign_verify_and_can_be_revoked() {
    app.create("signs");
    app.connect("signs", "built_in", "{}");
    String keys = "/projects/signs/auth/signing_keys";
    app.call("POST", keys + "/rotate?now=true", "");

    JsonNode waiting = app.call("POST", keys + "/rotate", "").json().path("signing_keys");
    JsonNode turned = app.call("POST", keys + "/rotate?now=true", "").json().path("signing_keys");

    assertThat(states(waiting)).isEqualTo("signs waits ");
    assertThat(states(turned)).isEqualTo("verifies signs ");
    assertThat(turned.get(1).path("kid")).isEqualTo(waiting.get(1).path("kid"));
    String old = turned.get(0).path("kid").stringValue();
    assertThat(app.call("DELETE", keys + "/" + old, "").status()).isEqualTo(200);
    assertThat(states(app.get(keys).json().path("signing_keys"))).isEqualTo("signs ");
    assertThat(app.call("DELETE", keys + "/" + old, "").problem())
        .isEqualTo("404 not_found There is no signing key '" + old + "'.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | /projects/auth/keys | {} | 400 invalid_value The body needs a project_id.",
        "POST | /projects/auth/keys | {\"project_id\":\"x\"} | 404 not_found There is no project"
            + " 'x'.",
        "POST | /projects/auth/keys | {\"project_id\":\"default\",\"auth_provider\":\"mock\"} | 400"
            + " invalid_value The auth_provider is 'mock'; the built-in provider is 'stack'.",
        "POST | /projects/auth/user | {\"project_id\":\"default\",\"email\":\"x\"} | 400"
            + " invalid_value The body needs the user's e-mail address, of 1 to 256 characters.",
        "POST | /projects/default/auth/domains | {\"domain\":\"app.example.com\"} | 400"
            + " invalid_value URL must start with http:// or https://.",
        "DELETE | /projects/default/auth/domains | {} | 400 invalid_value The body needs"
            + " {\"domains\": [{\"domain\": ...}]}."
      })
  void what_cannot_be_done_is_said(String method, String path, String body, String problem) {
    assertThat(app.call(method, path, body).problem()).isEqualTo(problem);
  }

  private static String states(JsonNode keys) {
    StringBuilder states = new StringBuilder();
    keys.forEach(key -> states.append(key.path("state").stringValue()).append(' '));
    return states.toString();
  }

  /// How the list of users is answered to an application's server.
  private static int users(String project, String key) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(app.url().resolve("/api/v1/users"))
              .header("x-stack-project-id", project)
              .header("x-stack-access-type", "server")
              .header("x-stack-secret-server-key", key)
              .build();
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }

  private static String body(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    }
  }
}

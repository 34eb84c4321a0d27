package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Projects over the wire: as sign-in pages see them, as their administration does, and as users of
/// the project `internal` own them. Each test that changes a project makes its own.
class ProjectRoutesTest {
  private static final String SHOP = "11111111-1111-4111-8111-111111111111";
  private static final String CURRENT = "/api/v1/internal/projects/current";
  private static StartedApp app;
  private static StackCaller anybody;
  private static StackCaller owner;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    app = ShopAndInternal.start(folder);
    anybody = StackCaller.to(app.app().url().getPort());
    StackCaller internal = at("internal", "client", "key-of-internal-client");
    JsonNode signedUp =
        json(
            internal.post(
                "/api/v1/auth/password/sign-up",
                "{\"email\":\"owner@example.com\",\"password\":\"a long and odd one 7\"}"));
    owner = internal.with("x-stack-access-token", signedUp.path("access_token").stringValue());
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void sign_in_pages_are_told_exactly_nine_settings() {
    StackCaller client = at(SHOP, "client", "key-of-the-shop-client");

    assertThat(told(client.get("/api/v1/projects/current")))
        .isEqualTo(
            "200 {\"id\":\"11111111-1111-4111-8111-111111111111\",\"display_name\":\"Shop\","
                + "\"config\":{\"sign_up_enabled\":true,\"credential_enabled\":true,"
                + "\"magic_link_enabled\":false,\"passkey_enabled\":false,"
                + "\"client_team_creation_enabled\":false,\"client_user_deletion_enabled\":false,"
                + "\"allow_user_api_keys\":false,\"allow_team_api_keys\":false,"
                + "\"enabled_oauth_providers\":[]}}");
    assertThat(
            json(client
                    .with("x-stack-client-version", "js @stackframe/js@2.8.108")
                    .get("/api/v1/projects/current"))
                .at("/config/domains")
                .isArray())
        .isTrue();
  }

  @Test
  void a_new_project_has_the_usual_settings_and_belongs_to_who_made_it() {
    HttpResponse<String> made =
        owner.post("/api/v1/internal/projects", "{\"display_name\":\"Mine\"}");

    assertThat(made.statusCode()).isEqualTo(201);
    JsonNode project = json(made);
    assertThat(project.propertyNames())
        .containsExactlyInAnyOrder(
            "id",
            "display_name",
            "description",
            "created_at_millis",
            "user_count",
            "is_production_mode",
            "config");
    assertThat(project.path("description").isNull()).isTrue();
    assertThat(project.path("user_count").asInt()).isZero();
    assertThat(project.path("config"))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"allow_localhost":true,"sign_up_enabled":true,"credential_enabled":true,
                 "magic_link_enabled":false,"passkey_enabled":false,
                 "client_team_creation_enabled":false,"client_user_deletion_enabled":false,
                 "allow_user_api_keys":false,"allow_team_api_keys":false,"oauth_providers":[],
                 "enabled_oauth_providers":[],"domains":[],"email_config":{"type":"shared"},
                 "create_team_on_sign_up":false,
                 "team_creator_default_permissions":[{"id":"team_admin"}],
                 "team_member_default_permissions":[{"id":"team_member"}],
                 "user_default_permissions":[],"oauth_account_merge_strategy":"link_method"}
                """));
    assertThat(json(owner.get("/api/v1/internal/projects")).path("items")).contains(project);
    assertThat(json(admin(project).get(CURRENT))).isEqualTo(project);
  }

  @Test
  void only_signed_in_users_of_the_project_internal_own_projects() {
    StackCaller shop = at(SHOP, "client", "key-of-the-shop-client");
    StackCaller nobody = at("internal", "client", "key-of-internal-client");

    assertThat(told(shop.get("/api/v1/internal/projects")))
        .startsWith("401 [EXPECTED_INTERNAL_PROJECT] ");
    assertThat(told(nobody.post("/api/v1/internal/projects", "{\"display_name\":\"x\"}")))
        .startsWith("400 [SCHEMA_ERROR] ")
        .contains("auth.user must be defined");
    assertThat(told(admin(Json.MAPPER.createObjectNode().put("id", SHOP)).get(CURRENT)))
        .startsWith("401 [ADMIN_ACCESS_TOKEN_IS_NOT_ADMIN] ");
    assertThat(told(owner.post("/api/v1/internal/projects", "{}")))
        .contains("body.display_name must be defined");
  }

  @Test
  void the_administration_needs_the_admin_key() {
    assertThat(told(at(SHOP, "server", "key-of-the-shop-server").get(CURRENT)))
        .startsWith("401 [INSUFFICIENT_ACCESS_TYPE] ");
    assertThat(json(at(SHOP, "admin", "key-of-the-shop-admin").get(CURRENT)).path("id"))
        .isEqualTo(Json.MAPPER.readTree("\"" + SHOP + "\""));
  }

  @Test
  void a_change_leaves_alone_what_it_does_not_name() {
    StackCaller admin = admin(make());
    patch(admin, "{\"config\":{\"allow_localhost\":false}}");

    JsonNode changed =
        patch(
            admin,
            "{\"display_name\":\"New\",\"description\":\"d\",\"is_production_mode\":true,"
                + "\"config\":{\"magic_link_enabled\":true,\"domains\":["
                + "{\"domain\":\"https://b.example.com\",\"handler_path\":\"/handler\"},"
                + "{\"domain\":\"https://a.example.com\",\"handler_path\":\"/h\"}]}}");

    assertThat(changed.path("display_name").stringValue()).isEqualTo("New");
    assertThat(changed.path("is_production_mode").booleanValue()).isTrue();
    assertThat(changed.at("/config/allow_localhost").booleanValue()).isFalse();
    assertThat(changed.at("/config/magic_link_enabled").booleanValue()).isTrue();
    assertThat(changed.at("/config/domains").toString())
        .isEqualTo(
            "[{\"domain\":\"https://a.example.com\",\"handler_path\":\"/h\"},"
                + "{\"domain\":\"https://b.example.com\",\"handler_path\":\"/handler\"}]");
    assertThat(patch(admin, "{\"description\":null}").path("description").isNull()).isTrue();
    assertThat(json(admin.get(CURRENT)).at("/config")).isEqualTo(changed.path("config"));
  }

  @Test
  void the_password_of_the_mail_server_is_never_shown_and_stays_with_its_server() {
    StackCaller admin = admin(make());
    String server =
        "{\"config\":{\"email_config\":{\"type\":\"standard\",\"host\":\"%s\",\"port\":587,"
            + "\"username\":\"u\",%s\"sender_name\":\"Shop\",\"sender_email\":\"s@example.com\"}}}";

    JsonNode set = patch(admin, server.formatted("mail.example.com", "\"password\":\"a-secret\","));

    assertThat(set.at("/config/email_config").toString())
        .isEqualTo(
            "{\"type\":\"standard\",\"host\":\"mail.example.com\",\"port\":587,\"username\":\"u\","
                + "\"sender_name\":\"Shop\",\"sender_email\":\"s@example.com\"}");
    assertThat(patch(admin, server.formatted("mail.example.com", ""))).isEqualTo(set);
    assertThat(
            told(
                admin
                    .with("content-type", "application/json")
                    .send("PATCH", CURRENT, server.formatted("evil.example.com", ""))))
        .startsWith("400 [SCHEMA_ERROR] ")
        .contains("body.config.email_config.password must be defined");
    assertThat(
            patch(admin, "{\"config\":{\"email_config\":{\"type\":\"shared\"}}}")
                .at("/config/email_config")
                .toString())
        .isEqualTo("{\"type\":\"shared\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"oauth_providers\":[{\"id\":\"github\",\"type\":\"shared\"}]} | OAuth providers are not"
            + " supported here; oauth_providers must be empty.",
        "{\"passkey_enabled\":true} | Passkeys are not supported here.",
        "{\"domains\":[{\"domain\":\"ftp://x\",\"handler_path\":\"/\"}]} | URL must start with"
            + " http:// or https://",
        "{\"domains\":[{\"domain\":\"https://x.example.com\",\"handler_path\":\"h\"}]} | Handler path"
            + " must start with /",
        "{\"colour\":true} | body.config contains unknown properties: colour"
      })
  void what_cannot_be_had_is_refused_and_changes_nothing(String config, String said) {
    StackCaller admin = at(SHOP, "admin", "key-of-the-shop-admin");
    String before = admin.get(CURRENT).body();

    HttpResponse<String> refused =
        admin
            .with("content-type", "application/json")
            .send("PATCH", CURRENT, "{\"display_name\":\"Changed\",\"config\":" + config + "}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains(said);
    assertThat(admin.get(CURRENT).body()).isEqualTo(before);
  }

  @Test
  void a_project_that_was_ended_has_no_door_any_more() {
    JsonNode project = make();
    StackCaller admin = admin(project);

    assertThat(told(admin.send("DELETE", CURRENT, ""))).isEqualTo("200 {\"success\":true}");

    assertThat(told(admin.get(CURRENT))).startsWith("404 [PROJECT_NOT_FOUND] ");
    assertThat(owner.get("/api/v1/internal/projects").body())
        .doesNotContain(project.path("id").stringValue());
  }

  @Test
  void keys_are_shown_once_and_work_until_they_are_revoked() {
    JsonNode project = make();
    StackCaller admin = admin(project);
    JsonNode made =
        json(
            admin.post(
                "/api/v1/internal/api-keys",
                "{\"description\":\"web\",\"expires_at_millis\":4102444800000,"
                    + "\"has_publishable_client_key\":true,\"has_secret_server_key\":true,"
                    + "\"has_super_secret_admin_key\":false}"));
    String secret = made.path("secret_server_key").stringValue();
    String end = secret.substring(secret.length() - 4);
    String one = "/api/v1/internal/api-keys/" + made.path("id").stringValue();
    StackCaller server = at(project.path("id").stringValue(), "server", secret);

    assertThat(server.get("/api/v1/users").statusCode()).isEqualTo(200);
    assertThat(made.has("super_secret_admin_key")).isFalse();
    JsonNode shown = json(admin.get(one));
    assertThat(shown.path("secret_server_key").toString())
        .isEqualTo("{\"last_four\":\"" + end + "\"}");
    assertThat(json(admin.get("/api/v1/internal/api-keys")).path("items"))
        .containsExactlyElementsOf(List.of(shown));

    JsonNode revoked =
        json(
            admin
                .with("content-type", "application/json")
                .send("PATCH", one, "{\"description\":\"old\",\"revoked\":true}"));

    assertThat(revoked.path("description").stringValue()).isEqualTo("old");
    assertThat(revoked.path("manually_revoked_at_millis").isNumber()).isTrue();
    assertThat(told(server.get("/api/v1/users"))).startsWith("401 [INVALID_SECRET_SERVER_KEY] ");
    assertThat(told(admin.get("/api/v1/internal/api-keys/none")))
        .startsWith("404 [API_KEY_NOT_FOUND] ");
  }

  private static JsonNode make() {
    return json(owner.post("/api/v1/internal/projects", "{\"display_name\":\"Mine\"}"));
  }

  private static JsonNode patch(StackCaller admin, String body) {
    return json(admin.with("content-type", "application/json").send("PATCH", CURRENT, body));
  }

  private static StackCaller at(String project, String access, String key) {
    String header =
        switch (access) {
          case "server" -> "x-stack-secret-server-key";
          case "admin" -> "x-stack-super-secret-admin-key";
          default -> "x-stack-publishable-client-key";
        };
    return anybody
        .with("x-stack-project-id", project)
        .with("x-stack-access-type", access)
        .with(header, key);
  }

  /// A project's administration by its owner.
  private static StackCaller admin(JsonNode project) {
    int token = owner.headers().indexOf("x-stack-access-token") + 1;
    return anybody
        .with("x-stack-project-id", project.path("id").stringValue())
        .with("x-stack-access-type", "admin")
        .with("x-stack-admin-access-token", owner.headers().get(token));
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 201);
    return Json.MAPPER.readTree(response.body());
  }
}

package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.config.ConfigFile;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A deployment whose built-in providers stand in `rollcall.yaml`, ids and keys included.
@Tag("slow")
class DeclaredBuiltInTest {
  private static final String YAML =
      """
      projects:
        - id: default
          built_in:
            project_id: 11111111-1111-4111-8111-111111111111
            display_name: Shop
            publishable_client_key: ${CLIENT_KEY}
            secret_server_key: key-of-the-shop-server
            domains: [https://shop.example.com]
            magic_link_enabled: true
        - id: internal
          built_in:
            project_id: internal
            super_secret_admin_key: key-of-internal-admin
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void two_starts_end_in_the_same_ids_keys_and_settings() throws Exception {
    String first = told(YAML);
    String second = told(YAML);

    assertThat(first)
        .isEqualTo(
            """
            11111111-1111-4111-8111-111111111111 key-of-the-shop-client key-of-the-shop-server
            [{"domain":"https://shop.example.com","auth_provider":"stack"}] true
            shop server 200
            internal admin 200
            keys 1
            """);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void every_mistake_is_named_at_once() {
    String yaml =
        """
        projects:
          - id: default
            built_in:
              project_id: Shop
              publishable_client_key: short
              domains: [shop.example.com, 'https://*']
          - id: a
            built_in: {project_id: internal}
          - id: b
            built_in: {project_id: internal}
        """;

    assertThatThrownBy(() -> start(yaml))
        .isInstanceOf(StartException.class)
        .hasMessage(
            """
            Rollcall was not started, because of what rollcall.yaml declares:
              1. the project 'default': project_id is 'Shop': use a UUID in lower case, or internal
              2. the project 'default': A publishable client key needs 16 to 200 characters
              3. the project 'default': URL must start with http:// or https://
              4. the project 'default': The domain 'https://*' is refused: a * stands for the first label (*. or **.) or the port (:*) only
              5. the project 'b': another project of the file has the project_id 'internal'\
            """);
    assertThatThrownBy(() ->
            start(
                "projects: [{id: a, built_in: {domains: x, colour: red}}, {id: b, built_in: true}]"))
        .hasMessageContaining("rollcall.yaml: 'domains' of a built-in provider is a list")
        .hasMessageContaining("rollcall.yaml: 'colour' is no setting of a built-in provider")
        .hasMessageContaining("rollcall.yaml: 'built_in' is a list of names and values");
  }

  @Test
  void a_project_keeps_its_id() throws Exception {
    start("projects: [{id: default, built_in: {project_id: internal}}]").close();

    assertThatThrownBy(() ->
            start(
                "projects: [{id: default, built_in: {project_id:"
                    + " 11111111-1111-4111-8111-111111111111}}]"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(
            "the project 'default': project_id is '11111111-1111-4111-8111-111111111111', but the"
                + " project has 'internal' already, and keeps it");
  }

  @Test
  void localhost_at_a_public_address_is_noted_without_being_a_trouble() throws IOException {
    try (StartedApp app =
        StartedApp.start(
            folder.resolve("data"), Map.of("public_url", "https://auth.example.com"))) {
      JsonNode status = app.client().json("GET", "/status", "");

      assertThat(status.path("healthy").booleanValue()).isTrue();
      assertThat(status.at("/projects/0/notes/0").stringValue())
          .isEqualTo(
              "redirects to localhost are allowed, though others reach this server: rollcall"
                  + " project set allow_localhost=false --project default");
      app.client().json("PATCH", "/projects/default/auth/settings", "{\"allow_localhost\":false}");
      assertThat(app.client().json("GET", "/status", "").at("/projects/0/notes")).isEmpty();
    }
  }

  private StartedApp start(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("rollcall.yaml"), yaml);
    return StartedApp.start(
        folder.resolve("data"),
        Map.of(),
        ConfigFile.read(file, Map.of("CLIENT_KEY", "key-of-the-shop-client")));
  }

  /// What can be seen of a server with this file.
  private String told(String yaml) throws Exception {
    try (StartedApp app = start(yaml)) {
      Path env = folder.resolve("data").resolve("env");
      JsonNode settings = app.client().json("GET", "/projects/default/auth/settings", "");
      return "%s %s %s\n%s %s\nshop server %s\ninternal admin %s\nkeys %s\n"
          .formatted(
              EnvFile.read(env, "NEXT_PUBLIC_STACK_PROJECT_ID").orElseThrow(),
              EnvFile.read(env, "NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY").orElseThrow(),
              EnvFile.read(env, "STACK_SECRET_SERVER_KEY").orElseThrow(),
              app.client().json("GET", "/projects/default/auth/domains", "").path("domains"),
              settings.path("magic_link_enabled"),
              answer(
                  app.app().url().resolve("/api/v1/users"),
                  "11111111-1111-4111-8111-111111111111",
                  "server",
                  "x-stack-secret-server-key",
                  "key-of-the-shop-server"),
              answer(
                  app.app().url().resolve("/api/v1/internal/projects/current"),
                  "internal",
                  "admin",
                  "x-stack-super-secret-admin-key",
                  "key-of-internal-admin"),
              app.client().json("GET", "/projects/default/auth/keys", "").path("keys").size());
    }
  }

  private static int answer(URI url, String project, String access, String header, String key)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .header("x-stack-project-id", project)
              .header("x-stack-access-type", access)
              .header(header, key)
              .build();
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }
}

package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.config.Config;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Declared;
import dev.rollcall.config.Declared.DeclaredProject;
import dev.rollcall.config.Settings;
import dev.rollcall.secret.ApiKey;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclarationsTest {
  private static final Map<String, Secret> MOCK =
      Map.of("url", new Secret("http://127.0.0.1:1/mock"), "secret_key", new Secret("k"));

  private final Secret key = ApiKey.random(new SecureRandom()).text();

  @TempDir Path folder = Path.of("");

  @Test
  @Tag("slow")
  void what_is_declared_is_brought_about_once() throws Exception {
    Declared declared =
        new Declared(
            List.of(
                project("default", null, "mock", MOCK), project("shop", "uuid", null, Map.of())),
            Map.of("ci", key));

    String first = projectsOf(declared);
    String second = projectsOf(declared);

    assertThat(first)
        .contains("\"id\":\"default\"", "\"auth_provider\":\"mock\"")
        .contains("\"fields\":{\"keep\":[\"plan\"]}")
        .contains("\"id\":\"shop\"", "\"id_type\":\"uuid\"");
    assertThat(second).isEqualTo(first);
  }

  @Test
  void every_mistake_is_named_and_nothing_is_done() {
    Declared declared =
        new Declared(
            List.of(
                project("Shop!", null, null, Map.of()),
                project("a", "int", null, Map.of()),
                project("b", null, "mock", Map.of("colour", new Secret("red")))),
            Map.of("ci", new Secret("rck_wrong")));

    assertThatThrownBy(() -> projectsOf(declared))
        .isInstanceOf(StartException.class)
        .hasMessage(
            """
            Rollcall was not started, because of what rollcall.yaml declares:
              1. the API key 'ci' is no key: use one that `rollcall key create` has shown
              2. the project 'Shop!': Not a project id: 'Shop!' (1 to 60 lower-case letters, digits and hyphens, no hyphen at the ends)
              3. the project 'a': 'int' is no id type: use text or uuid
              4. the project 'b': The settings for mock cannot be used: 'url' is missing (Where the mock provider is, such as http://127.0.0.1:7070/mock/default); 'secret_key' is missing (The key that the mock provider asks for); 'colour' is no setting of it\
            """);
  }

  /// Starts a server with these declarations, and asks it for its projects with the declared key.
  private String projectsOf(Declared declared) throws IOException, InterruptedException {
    Config config =
        Settings.read(
            Map.of("data", folder.resolve("data").toString(), "port", "0"),
            Map.of(),
            new ConfigFile("rollcall.yaml", Map.of(), declared, List.of()));
    App app = App.start(config, Dialects.all());
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(app.url() + "/api/v2/projects"))
              .header("authorization", "Bearer " + key.value())
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } finally {
      app.stop();
    }
  }

  private static DeclaredProject project(
      String id, @Nullable String idType, @Nullable String provider, Map<String, Secret> settings) {
    return new DeclaredProject(
        id, null, null, idType, null, List.of("plan"), null, provider, settings, null);
  }
}

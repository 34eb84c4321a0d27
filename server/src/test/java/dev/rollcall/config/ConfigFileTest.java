package dev.rollcall.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.config.Declared.DeclaredProject;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path folder = Path.of("");

  @Test
  void a_file_that_is_not_there_says_nothing() {
    assertThat(ConfigFile.read(folder.resolve("none.yaml"), Map.of())).isSameAs(ConfigFile.NONE);
  }

  @Test
  void it_declares_settings_projects_providers_and_keys() throws IOException {
    ConfigFile file =
        read(
            """
            port: 8080
            api_keys:
              ci: ${CI_KEY}
            projects:
              - id: shop
                id_type: uuid
                schema: neon_identity
                remove_deleted_after: 30d
                drop_fields: [phone, meta.notes]
                database_url: postgresql://u:p@h/shop
                provider:
                  kind: keycloak
                  realm: shop
                  client_secret: file:%s
            """
                .formatted(Files.writeString(folder.resolve("secret"), "hidden\n")),
            Map.of("CI_KEY", "rck_1"));

    assertThat(file.problems()).isEmpty();
    assertThat(file.settings()).isEqualTo(Map.of("port", "8080"));
    assertThat(file.declared().apiKeys()).isEqualTo(Map.of("ci", new Secret("rck_1")));
    assertThat(file.declared().projects())
        .containsExactly(
            new DeclaredProject(
                "shop",
                new Secret("postgresql://u:p@h/shop"),
                "neon_identity",
                "uuid",
                "30d",
                null,
                List.of("phone", "meta.notes"),
                "keycloak",
                Map.of("realm", new Secret("shop"), "client_secret", new Secret("hidden")),
                null));
  }

  @Test
  void every_mistake_is_found() throws IOException {
    ConfigFile file =
        read(
            """
            prot: 8080
            host: ${NOWHERE}
            projects:
              - schema: neon_auth
                colour: red
                provider: clerk
              - id: shop
                database_url: file:/no/such/file
            """,
            Map.of());

    assertThat(file.problems())
        .containsExactlyInAnyOrder(
            "rollcall.yaml: 'prot' is no setting",
            "rollcall.yaml: the variable NOWHERE is not set",
            "rollcall.yaml: 'colour' is no setting of a project",
            "rollcall.yaml: the provider of a project needs a kind, such as keycloak",
            "rollcall.yaml: a project needs an id",
            "rollcall.yaml: the file /no/such/file cannot be read");
  }

  @Test
  void what_is_not_yaml_is_a_mistake() throws IOException {
    assertThat(read("port: [", Map.of()).problems())
        .singleElement()
        .asString()
        .startsWith("rollcall.yaml: it is not YAML: ");
    assertThat(read("- port", Map.of()).problems())
        .containsExactly("rollcall.yaml: it is no list of names and values");
  }

  @Test
  void an_empty_file_says_nothing() throws IOException {
    assertThat(read("", Map.of()).problems()).isEmpty();
  }

  private ConfigFile read(String text, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("rollcall.yaml"), text);
    return ConfigFile.read(file, environment);
  }
}

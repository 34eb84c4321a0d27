package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Rollcall.Result;
import dev.rollcall.json.Json;
import dev.rollcall.testing.FakeIssuer;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the command line does at the built-in provider.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysAndDomainsTest {
  private Rollcall rollcall;

  @BeforeAll
  void start(@TempDir Path folder) {
    rollcall = Rollcall.start(folder.resolve("data"));
  }

  @AfterAll
  void stop() {
    rollcall.close();
  }

  @Test
  void an_application_s_keys_are_printed_once_as_variables() {
    Result made = rollcall.run("key", "create", "web", "--application", "--admin");

    assertThat(made.out())
        .containsPattern(
            """
            \\ANEXT_PUBLIC_STACK_PROJECT_ID=[0-9a-f-]{36}
            NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY=pck_\\S+
            STACK_SECRET_SERVER_KEY=ssk_\\S+
            STACK_SUPER_SECRET_ADMIN_KEY=sak_\\S+
            \\z\
            """);
    assertThat(made.err())
        .startsWith("Keep them now: they are stored as hashes only, and cannot be shown again.");
    String id = first("key revoke (\\S+)", made.err());
    String secret = first("SERVER_KEY=(\\S+)", made.out());
    String end = secret.substring(secret.length() - 4);
    assertThat(rollcall.run("key", "list").out())
        .containsPattern(id + " +default +web +\\S+ \\S+ +- +\\S{4} " + Pattern.quote(end))
        .contains("management")
        .doesNotContain(secret);
    assertThat(rollcall.run("key", "revoke", id).out())
        .isEqualTo("The application keys " + id + " were revoked.\n");
    assertThat(rollcall.run("key", "list").out()).doesNotContain(id);
    assertThat(rollcall.run("key", "revoke", id).code()).isEqualTo(1);
  }

  @Test
  void another_issuer_s_keys_are_added_listed_and_removed() {
    rollcall.run("rls", "enable");
    try (FakeIssuer issuer = new FakeIssuer()) {
      issuer.publish(FakeIssuer.key("k1"), FakeIssuer.key("k2"));
      String url = issuer.jwksUrl().toString();

      assertThat(rollcall.run("jwks", "add", url, "--audience", "shop").out())
          .isEqualTo(
              "Tokens of " + issuer.issuer() + " are taken now, for authenticated: 2 keys.\n");
      String listed = rollcall.run("jwks", "list").out();
      assertThat(listed)
          .startsWith("id ")
          .containsPattern("built-in +Rollcall \\(built-in\\) +http\\S+/api/v1/projects/\\S+ ")
          .containsPattern(
              "127.0.0.1 +" + issuer.issuer() + " +shop +authenticated +2 +\\S+ \\S+Z\\n");
      assertThat(rollcall.run("jwks", "list", "--json").out()).contains("\"kids\" : [");
      assertThat(rollcall.run("jwks", "add", url, "--role", "rollcall").err())
          .contains("Tokens must not speak for the role 'rollcall': it logs in");

      String id = first("(?m)^([0-9a-f-]{36}) ", listed);
      assertThat(rollcall.run("jwks", "remove", id).out())
          .isEqualTo("Tokens of " + issuer.issuer() + " are taken no more.\n");
      assertThat(rollcall.run("jwks", "remove", id).err())
          .contains("There is no key set '" + id + "' here.");
    }
  }

  @Test
  void another_key_signs_at_once_where_that_is_asked_for() {
    rollcall.run("key", "rotate-signing", "--now");

    Result waits = rollcall.run("key", "rotate-signing");
    Result signs = rollcall.run("key", "rotate-signing", "--now");

    assertThat(waits.out()).contains(" signs ").contains(" waits ");
    assertThat(signs.out()).contains(" signs ").doesNotContain(" waits ");
  }

  @Test
  void domains_are_added_listed_and_removed() {
    String url = "https://app.example.com";

    assertThat(rollcall.run("domain", "add", url).out())
        .isEqualTo("Redirects may go to https://app.example.com now.\n");
    assertThat(rollcall.run("domain", "add", url).err())
        .isEqualTo("The domain 'https://app.example.com' is trusted already.\n");
    assertThat(rollcall.run("domain", "list").out())
        .isEqualTo(
            """
            domain
            https://app.example.com
            localhost is allowed too: rollcall project set allow_localhost=false
            """);
    assertThat(rollcall.run("domain", "remove", url).code()).isZero();
    assertThat(Json.MAPPER.readTree(rollcall.run("domain", "list", "--json").out()))
        .isEqualTo(Json.MAPPER.readTree("{\"domains\":[]}"));
    Result unknown = rollcall.run("domain", "remove", url);
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).isEqualTo("There is no domain 'https://app.example.com'.\n");
  }

  @Test
  void settings_are_shown_and_turned() {
    Result shown = rollcall.run("project", "set");
    Result turned = rollcall.run("project", "set", "magic_link_enabled=true");

    assertThat(shown.out()).containsPattern("magic_link_enabled +false");
    assertThat(turned.out()).containsPattern("magic_link_enabled +true");
    Result wrong = rollcall.run("project", "set", "magic_link_enabled=maybe");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .startsWith(
            "'magic_link_enabled=maybe' is not understood: write NAME=true or NAME=false\n");
    assertThat(rollcall.run("project", "set", "colour=true").err())
        .startsWith("Nothing was changed: there is no setting 'colour'.");
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }
}

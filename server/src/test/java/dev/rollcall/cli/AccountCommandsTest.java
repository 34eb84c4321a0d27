package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Rollcall.Result;
import dev.rollcall.json.Json;
import dev.rollcall.testing.SignInClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The accounts of the built-in provider, by the command line.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountCommandsTest {
  private static final String GOOD = "correct horse battery";
  private static final String NOWHERE = "127.0.0.1";

  /// Of "secret words", by another program.
  private static final String BCRYPT =
      "$2b$04$abcdefghijklmnopqrstuu04y42tkPF2BFR19Mw0wbfxqImORSUyq";

  private Rollcall rollcall;
  private SignInClient browser;
  private Path folder;

  @BeforeAll
  void start(@TempDir Path temp) {
    folder = temp;
    rollcall = Rollcall.start(temp.resolve("data"));
    browser = SignInClient.to(rollcall.url(), temp.resolve("data"));
  }

  @AfterAll
  void stop() {
    rollcall.close();
  }

  @Test
  void an_account_is_made_banned_and_let_in_again() {
    String id = create("ada@example.com");
    HttpResponse<String> before = browser.signIn(NOWHERE, "ada@example.com", GOOD);
    assertThat(before.statusCode()).isEqualTo(200);

    Result ban = rollcall.run("user", "ban", id, "--reason", "spam");

    assertThat(ban.code()).isZero();
    assertThat(ban.out()).contains("was banned").contains("rollcall user unban " + id);
    assertThat(browser.signIn(NOWHERE, "ada@example.com", GOOD).body())
        .isEqualTo("This account has been banned.");
    assertThat(refresh(before).statusCode()).isEqualTo(401);
    assertThat(row(id).path("raw_json").path("restricted_by_admin_reason").stringValue())
        .isEqualTo("spam");

    assertThat(rollcall.run("user", "unban", id).code()).isZero();
    assertThat(browser.signIn(NOWHERE, "ada@example.com", GOOD).statusCode()).isEqualTo(200);
    assertThat(refresh(before).statusCode()).isEqualTo(401);
    assertThat(row(id).path("raw_json").has("is_restricted")).isFalse();
    assertThat(rollcall.run("audit", "--user", id).out())
        .containsSubsequence(
            "sign_in", "user_unbanned", "sign_in_failed", "user_banned", "sign_in", "user_created");
    assertThat(rollcall.run("audit", "--kind", "user_banned").out()).contains("reason=spam");
  }

  @Test
  void a_deleted_account_leaves_a_marked_row() {
    String id = create("bea@example.com");

    assertThat(rollcall.run("user", "delete", id).code()).isZero();

    assertThat(row(id).path("deleted_at").isNull()).isFalse();
    Result again = rollcall.run("user", "delete", id);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("There is no user '" + id + "'.");
  }

  @Test
  void what_cannot_be_an_account_is_said() {
    create("cas@example.com");

    assertThat(rollcall.run("user", "create", "CAS@example.com").err())
        .contains("Somebody signs in with CAS@example.com already");
    assertThat(rollcall.run("user", "create", "cas").err()).contains("needs an email address");
    assertThat(rollcall.run("user", "create", "dee@example.com", "--password").err())
        .contains("set ROLLCALL_USER_PASSWORD, or use --password-file");
    assertThat(rollcall.run("audit", "--kind", "party").err())
        .contains("'kind' is 'party', but one of: sign_up, ");
  }

  @Test
  void mails_of_development_are_shown() {
    create("eve@example.com");
    browser.from(
        NOWHERE,
        "/auth/password/send-reset-code",
        """
        {"email": "eve@example.com", "callback_url": "http://localhost:3000/reset"}
        """);
    org.awaitility.Awaitility.await()
        .until(() -> rollcall.run("mail", "eve").out().contains("eve@example.com"));

    assertThat(rollcall.run("mail").out()).contains("mailbox  id", "eve@example.com");
    assertThat(rollcall.run("mail", "eve", "latest").out())
        .contains("To:      <eve@example.com>", "http://localhost:3000/reset?code=");
    assertThat(rollcall.run("mail", "fay").out()).contains("There are no mails for 'fay'.");
    assertThat(rollcall.run("mail", "eve", "0").code()).isEqualTo(1);
  }

  @Test
  void users_move_in_with_their_ids_and_passwords() throws IOException {
    Path file =
        write(
            """
            {"id": "11111111-2222-4333-8444-555555555501", "email": "gus@example.com", "email_verified": true, "display_name": "Gus", "server_metadata": {"plan": "gold"}, "password_hash": "%s", "created_at": "2024-03-01T09:30:00Z"}
            {"email": "hal@example.com", "created_at": 1709285400000}

            {"email": "not an address"}
            {"email": "ivy@example.com", "password_hash": "plain"}
            {"email": "GUS@example.com", "id": "11111111-2222-4333-8444-555555555502"}
            {"email": "joe@example.com", "created_at": "2024-03-01 09:30:00+00", "client_metadata": {"a": "\\u0000"}}
            not json
            """
                .formatted(BCRYPT));

    Result first = rollcall.run("user", "import", file.toString());

    assertThat(first.code()).isEqualTo(1);
    assertThat(first.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(" imported 3", " updated 0", " unchanged 0", " refused 4");
    assertThat(first.out())
        .contains(
            "line 4: email is 'not an address', which is no address",
            "line 5: password_hash is no bcrypt or Argon2 hash",
            "line 6: its email is that of another user",
            "line 8: it is not JSON");
    JsonNode gus = row("11111111-2222-4333-8444-555555555501");
    assertThat(gus.path("name").stringValue()).isEqualTo("Gus");
    assertThat(gus.path("created_at").stringValue()).isEqualTo("2024-03-01T09:30:00Z");
    assertThat(browser.signIn(NOWHERE, "gus@example.com", "secret words").statusCode())
        .isEqualTo(200);

    assertThat(rollcall.run("user", "import", file.toString(), "--json").out())
        .contains("\"imported\" : 0", "\"updated\" : 0", "\"unchanged\" : 3");
    assertThat(browser.signIn(NOWHERE, "gus@example.com", "secret words").statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_changed_line_changes_the_user_and_a_deleted_one_stays_deleted() throws IOException {
    String line = "{\"id\": \"11111111-2222-4333-8444-555555555511\", \"email\": \"%s\"}";
    Path file = write(line.formatted("kim@example.com"));
    assertThat(rollcall.run("user", "import", file.toString()).code()).isZero();

    write(line.formatted("kimberley@example.com"));
    assertThat(rollcall.run("user", "import", file.toString(), "--json").out())
        .contains("\"updated\" : 1");
    assertThat(row("11111111-2222-4333-8444-555555555511").path("email").stringValue())
        .isEqualTo("kimberley@example.com");

    rollcall.run("user", "delete", "11111111-2222-4333-8444-555555555511");
    assertThat(rollcall.run("user", "import", file.toString()).out())
        .contains("line 1: a user of this id has been deleted here");
  }

  private Path write(String lines) throws IOException {
    return Files.writeString(folder.resolve("users.ndjson"), lines);
  }

  private String create(String email) {
    Result made =
        rollcall.runWith(
            "",
            Map.of("ROLLCALL_USER_PASSWORD", GOOD),
            "user",
            "create",
            email,
            "--verified",
            "--password",
            "--json");
    assertThat(made.err()).isEmpty();
    return Json.MAPPER.readTree(made.out()).path("user").path("id").stringValue();
  }

  private HttpResponse<String> refresh(HttpResponse<String> signedIn) {
    return browser.from(
        NOWHERE,
        "/auth/oauth/token",
        Json.MAPPER.writeValueAsString(
            Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                rollcall.kept("NEXT_PUBLIC_STACK_PROJECT_ID"),
                "client_secret",
                rollcall.kept("NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY"),
                "refresh_token",
                Json.MAPPER.readTree(signedIn.body()).path("refresh_token").stringValue())));
  }

  private JsonNode row(String id) {
    return Json.MAPPER.readTree(rollcall.run("user", "show", id, "--json").out()).path("user");
  }
}

package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.SignInClient;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Others can reach this server by way of a proxy, so its accounts are guarded.
@Tag("slow")
class GuardedSignInTest {
  private static final String GOOD = "correct horse battery";
  private static final Map<String, String> BEHIND_A_PROXY =
      Map.of("public_url", "https://auth.example.com", "trusted_proxies", "127.0.0.1, ::1");

  @TempDir Path folder;

  @Test
  void sign_ups_are_counted_by_where_they_come_from_and_a_restart_forgets_none()
      throws IOException {
    try (StartedApp server = StartedApp.start(folder, BEHIND_A_PROXY)) {
      SignInClient browser = SignInClient.to(server.app().url(), folder);
      for (int i = 0; i < 10; i++) {
        // Too short, so that no hash is computed; it counts all the same.
        assertThat(browser.signUp("203.0.113.7", "u" + i + "@example.com", "short").statusCode())
            .isEqualTo(400);
      }
      refused(browser.signUp("203.0.113.7", "late@example.com", GOOD));
    }

    try (StartedApp server = StartedApp.start(folder, BEHIND_A_PROXY)) {
      SignInClient browser = SignInClient.to(server.app().url(), folder);
      refused(browser.signUp("203.0.113.7", "late@example.com", GOOD));
      assertThat(browser.signUp("203.0.113.8", "ada@example.com", GOOD).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void guessing_is_held_back_whether_the_address_is_known_or_not() throws IOException {
    try (StartedApp server = StartedApp.start(folder, BEHIND_A_PROXY)) {
      SignInClient browser = SignInClient.to(server.app().url(), folder);
      assertThat(browser.signUp("203.0.113.1", "ada@example.com", GOOD).statusCode())
          .isEqualTo(200);

      assertThat(guesses(browser, "ada@example.com")).isBetween(3, 10);
      assertThat(guesses(browser, "nobody@example.com")).isBetween(3, 10);

      // Another one is not locked out with her.
      assertThat(browser.signUp("203.0.113.1", "bea@example.com", GOOD).statusCode())
          .isEqualTo(200);
      assertThat(browser.signIn("203.0.113.1", "bea@example.com", GOOD).statusCode())
          .isEqualTo(200);

      JsonNode audit = server.client().json("/projects/default/audit?limit=1000");
      assertThat(kinds(audit))
          .contains("sign_up", "sign_in_failed", "sign_in_held_back", "sign_in")
          .containsOnlyOnce("key_used");
      assertThat(audit.toString()).doesNotContain("@").contains("203.0.113.9", "203.0.113.1");
    }
  }

  @Test
  void whoever_is_no_proxy_cannot_say_where_it_comes_from() throws IOException {
    Map<String, String> open =
        Map.of("public_url", "https://auth.example.com", "trusted_proxies", "10.0.0.0/8");
    try (StartedApp server = StartedApp.start(folder, open)) {
      SignInClient browser = SignInClient.to(server.app().url(), folder);
      for (int i = 0; i < 10; i++) {
        browser.signUp("203.0.113." + i, "u" + i + "@example.com", "short");
      }

      refused(browser.signUp("203.0.113.77", "ada@example.com", GOOD));
    }
  }

  private static void refused(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(response.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(1, 3_600);
  }

  /// How many wrong passwords are looked at before the next one has to wait.
  private static int guesses(SignInClient browser, String email) {
    for (int tries = 0; tries < 12; tries++) {
      HttpResponse<String> response = browser.signIn("203.0.113.9", email, "wrong" + tries);
      if (response.statusCode() == 429) {
        refused(response);
        return tries;
      }
      assertThat(response.headers().firstValue("x-stack-known-error"))
          .hasValue("EMAIL_PASSWORD_MISMATCH");
    }
    return Integer.MAX_VALUE;
  }

  private static List<String> kinds(JsonNode audit) {
    List<String> kinds = new ArrayList<>();
    audit.path("entries").forEach(entry -> kinds.add(entry.path("kind").stringValue("")));
    return kinds;
  }
}

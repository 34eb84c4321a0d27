package dev.rollcall.api.neon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningApp;
import dev.rollcall.testing.RunningApp.Reply;
import dev.rollcall.testing.RunningMock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Outgoing webhooks as the management API has them, from a user at the provider to the receiver.
@Timeout(60)
class OutgoingWebhooksTest {
  private static final String HOOKS = "/projects/default/webhooks";
  private static final String MESSAGES = "/projects/default/messages";

  private static RunningMock mock;
  private static RunningApp app;
  private static HookReceiver receiver;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    mock = new RunningMock(new MovableClock());
    app = new RunningApp(data);
    receiver = new HookReceiver();
    app.connect("default", "mock", RunningApp.settings(mock.url(), RunningMock.KEY));
    await().until(() -> app.get("/projects/default/sync").text().contains("\"finished\""));
  }

  @AfterAll
  static void stop() {
    receiver.close();
    app.close();
    mock.close();
  }

  private static Reply add(String path, String more) {
    return app.call("POST", HOOKS, "{\"url\":\"" + receiver.url(path) + "\"" + more + "}");
  }

  @Test
  void a_change_at_the_provider_reaches_the_receiver_and_every_attempt_is_shown() throws Exception {
    receiver.answers("/in", 500, Map.of(), "not yet");
    Reply added = add("/in", ",\"description\":\"app\",\"event_types\":[\"user.created\"]");
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    mock.create("hook-1");
    await().until(() -> !messages("?user_id=hook-1").isEmpty());
    String id = messages("?user_id=hook-1").getFirst().path("id").stringValue();
    await().until(() -> message(id).path("deliveries").get(0).path("attempts").size() == 1);
    receiver.answers("/in", 204);
    Reply replayed = app.call("POST", MESSAGES + "/" + id + "/replay", "");
    await().until(() -> message(id).path("delivered").longValue() == 1);

    assertThat(replayed.text()).isEqualTo("{\"replayed\":1}");
    var received = receiver.at("/in").getLast();
    new com.svix.Webhook(added.json().path("secret").stringValue())
        .verify(received.body(), received.headers());
    assertThat(received.header("webhook-id")).isEqualTo(id);
    JsonNode shown = message(id);
    assertThat(shown.path("data").path("display_name").stringValue()).isEqualTo("hook-1");
    JsonNode first = shown.path("deliveries").get(0).path("attempts").get(0);
    assertThat(first.path("status").intValue()).isEqualTo(500);
    assertThat(first.path("response").stringValue()).isEqualTo("not yet");
    assertThat(messages("?state=failed&user_id=hook-1")).isEmpty();
    assertThat(app.call("POST", MESSAGES + "/replay", "").text()).isEqualTo("{\"replayed\":0}");
  }

  @Test
  void an_endpoint_is_shown_without_its_secret_rotated_disabled_enabled_and_removed() {
    Reply added = add("/other", "");
    String id = added.json().path("webhook").path("id").stringValue();
    String secret = added.json().path("secret").stringValue();
    Reply rotated = app.call("POST", HOOKS + "/" + id + "/rotate", "");
    String fresh = rotated.json().path("secret").stringValue();

    assertThat(rotated.json().path("webhook").path("old_secret_until").isString()).isTrue();
    assertThat(fresh).startsWith("whsec_").isNotEqualTo(secret);
    assertThat(app.get(HOOKS).text()).contains(id).doesNotContain("whsec_", secret, fresh);
    assertThat(app.call("POST", HOOKS + "/" + id + "/disable", "").text())
        .contains("\"enabled\":false", "\"disabled_reason\":\"It was disabled by hand\"");
    assertThat(app.call("POST", HOOKS + "/" + id + "/enable", "").text())
        .contains("\"enabled\":true", "\"disabled_reason\":null");
    assertThat(app.call("DELETE", HOOKS + "/" + id, "").text()).contains("\"removed\":true");
    for (String path : List.of("", "/rotate", "/enable", "/disable")) {
      assertThat(
              app.call(path.isEmpty() ? "DELETE" : "POST", HOOKS + "/" + id + path, "").problem())
          .isEqualTo("404 not_found There is no webhook '" + id + "'.");
    }
    assertThat(app.get(HOOKS + "/" + id).status()).isEqualTo(404);
  }

  @Test
  void what_cannot_be_is_refused_with_a_sentence() {
    assertThat(app.call("POST", HOOKS, "{}").problem())
        .isEqualTo("400 invalid_value The body needs a url.");
    assertThat(app.call("POST", HOOKS, "{\"url\":\"ftp://127.0.0.1/\"}").problem())
        .isEqualTo(
            "400 invalid_value The URL cannot be used: ftp://127.0.0.1: only https is allowed.");
    assertThat(add("/in", ",\"event_types\":[null]").problem())
        .startsWith("400 invalid_value There is no event type 'null'.");
    assertThat(app.get(MESSAGES + "?state=lost").problem())
        .isEqualTo("400 invalid_value 'state' is 'lost': use waiting, delivered or failed.");
    assertThat(app.call("POST", MESSAGES + "/replay", "{\"since\":\"today\"}").problem())
        .isEqualTo(
            "400 invalid_value 'since' is 'today', not a time such as 2026-02-01T12:00:00Z.");
    for (Reply unknown :
        List.of(app.get(MESSAGES + "/msg_x"), app.call("POST", MESSAGES + "/msg_x/replay", ""))) {
      assertThat(unknown.problem()).isEqualTo("404 not_found There is no message 'msg_x'.");
    }
  }

  private static List<JsonNode> messages(String query) {
    return app.get(MESSAGES + query).json().path("messages").valueStream().toList();
  }

  private static JsonNode message(String id) {
    return app.get(MESSAGES + "/" + id).json().path("message");
  }
}

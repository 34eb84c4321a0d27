package dev.rollcall.api.neon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningApp;
import dev.rollcall.testing.RunningApp.Reply;
import dev.rollcall.testing.RunningMock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The management API over a project that is connected to a provider: its users, events, changes
/// and comparisons. Each test makes users of its own.
@Timeout(60)
class ConnectedProjectTest {
  private static final String HERE = "/projects/default";

  private static RunningMock mock;
  private static RunningApp app;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    mock = new RunningMock(new MovableClock());
    app = new RunningApp(data);
    Reply connected =
        app.connect("default", "mock", RunningApp.settings(mock.url(), RunningMock.KEY));
    assertThat(connected.status()).as(connected.text()).isEqualTo(200);
    assertThat(connected.json().path("connected").booleanValue()).isTrue();
    assertThat(connected.text()).contains("\"severity\":\"good\"").doesNotContain(RunningMock.KEY);
  }

  @AfterAll
  static void stop() {
    app.close();
    mock.close();
  }

  @Test
  void all_mistakes_in_the_settings_are_told_at_once() {
    assertThat(
            app.connect("default", "mock", "{\"urll\":\"x\",\"a\":\"b\",\"url\":null}").problem())
        .isEqualTo(
            "400 invalid_value The settings for mock cannot be used: 'url' is missing (Where the"
                + " mock provider is, such as http://127.0.0.1:7070/mock/default); 'secret_key' is"
                + " missing (The key that the mock provider asks for); 'a' is no setting of it;"
                + " 'urll' is no setting of it.");
  }

  @ParameterizedTest
  @CsvSource({"nobody, There is no provider 'nobody'. Known are:", "No!, Not a provider id: 'No!'"})
  void a_provider_that_nobody_knows_is_refused(String provider, String sentence) {
    assertThat(app.connect("default", provider, "{}").problem())
        .startsWith("400 invalid_value " + sentence);
  }

  @Test
  void a_provider_that_refuses_the_key_is_not_connected() {
    app.create("refused");

    Reply reply = app.connect("refused", "mock", RunningApp.settings(mock.url(), "canary"));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().path("connected").booleanValue()).isFalse();
    assertThat(reply.text())
        .contains("\"severity\":\"problem\"", "credentials_refused")
        .doesNotContain("canary");
    assertThat(app.get("/projects/refused").json().path("project").path("auth_provider").isNull())
        .isTrue();
  }

  @Test
  void users_are_shown_one_by_one_and_page_by_page() {
    for (String id : List.of("page-a", "page-b", "page-c")) {
      mock.create(id);
      awaitUser(id);
    }

    JsonNode first = app.get(HERE + "/users?after=page-&limit=2").json();
    String next = first.path("next").stringValue();
    JsonNode second = app.get(HERE + "/users?limit=1&after=" + next).json();

    assertThat(ids(first)).containsExactly("page-a", "page-b");
    assertThat(second.path("users").get(0).path("id").stringValue()).isEqualTo("page-c");
    JsonNode user = app.get(HERE + "/users/page-a").json().path("user");
    assertThat(user.path("name").stringValue()).isEqualTo("page-a");
    assertThat(user.path("created_at").stringValue()).isEqualTo("2026-02-01T12:00:00Z");
    assertThat(user.path("deleted_at").isNull()).isTrue();
    assertThat(user.path("raw_json").path("display_name").stringValue()).isEqualTo("page-a");
    assertThat(app.get(HERE + "/users/nobody").problem())
        .isEqualTo("404 not_found There is no user 'nobody' in the table.");
  }

  @Test
  void deleted_users_are_shown_on_demand() {
    mock.create("gone-1");
    awaitUser("gone-1");
    mock.json("DELETE", "/users/gone-1", "");
    await().until(() -> !ids("/users?after=gone-&limit=1").contains("gone-1"));

    assertThat(ids("/users?after=gone-&limit=1&deleted=true")).containsExactly("gone-1");
    assertThat(app.get(HERE + "/users/gone-1").text()).doesNotContain("\"deleted_at\":null");
    assertThat(app.call("POST", HERE + "/users/gone-1/ensure", "").problem())
        .startsWith("410 user_deleted The user 'gone-1' was deleted at ");
  }

  @Test
  void events_are_shown_and_replayed() {
    mock.create("event-1");
    awaitUser("event-1");

    JsonNode listed = app.get(HERE + "/events?user_id=event-1").json().path("events").get(0);
    long number = listed.path("number").longValue();
    JsonNode shown = app.get(HERE + "/events/" + number).json().path("event");

    assertThat(listed.path("outcome").stringValue()).isEqualTo("applied");
    assertThat(listed.has("payload")).isFalse();
    assertThat(shown.path("payload").stringValue()).contains("user.created", "event-1");
    assertThat(app.call("POST", HERE + "/events/" + number + "/replay", "").status())
        .isEqualTo(202);
    await()
        .until(() ->
            app.get(HERE + "/events/" + number).text().contains("\"outcome\":\"superseded\""));
    assertThat(app.call("POST", HERE + "/events/replay", "").text()).isEqualTo("{\"replayed\":0}");
    assertThat(app.get(HERE + "/events?outcome=quarantined").json().path("events").size()).isZero();
    assertThat(app.get(HERE + "/events?limit=1").json().path("next").isIntegralNumber()).isTrue();
    for (Reply unknown :
        List.of(
            app.get(HERE + "/events/999999"),
            app.call("POST", HERE + "/events/999999/replay", ""))) {
      assertThat(unknown.problem()).isEqualTo("404 not_found There is no event 999999.");
    }
  }

  @Test
  void changes_are_followed_from_now_on() {
    String now = app.get(HERE + "/changes?after=now").json().path("next").stringValue();
    mock.create("change-1");
    await().until(() -> changes(now).contains("user.created change-1"));

    JsonNode page = app.get(HERE + "/changes?limit=1&after=" + now).json();
    String next = page.path("next").stringValue();
    String first = changes(now).getFirst();

    assertThat(page.path("changes").get(0).path("cursor").stringValue()).isEqualTo(next);
    assertThat(changes(next)).doesNotContain(first);
    assertThat(app.get(HERE + "/changes").json().path("changes").size()).isPositive();
  }

  @Test
  void a_cursor_of_another_history_is_gone_and_the_answer_says_where_to_go_on() {
    String other =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("other.0".getBytes(StandardCharsets.UTF_8));

    Reply gone = app.get(HERE + "/changes?after=" + other);

    assertThat(gone.problem())
        .matches(
            "410 cursor_gone The database was restored, .* then go on after '[A-Za-z0-9_-]+'\\.");
    String next = gone.problem().replaceAll(".*'([^']+)'\\.", "$1");
    assertThat(app.get(HERE + "/changes?after=" + next).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "42", "NOW"})
  void what_is_no_cursor_is_refused(String text) {
    assertThat(app.get(HERE + "/changes?after=" + text).problem())
        .isEqualTo("400 invalid_value 'after' is '" + text + "', which is no cursor of this feed.");
  }

  @Test
  void a_comparison_is_begun_shown_and_refused_while_another_is_under_way() {
    awaitEnded();
    mock.behave("429");
    Reply begun = app.call("POST", HERE + "/sync", "");

    Reply other = app.call("POST", HERE + "/sync", "{\"dry_run\":true}");
    mock.behave("ok");

    assertThat(begun.status()).as(begun.text()).isEqualTo(202);
    long number = begun.json().path("sync").path("number").longValue();
    assertThat(other.problem())
        .isEqualTo(
            "409 comparison_under_way Comparison "
                + number
                + " is under way. Ask again when it has ended.");
    awaitEnded();
    JsonNode ended = app.get(HERE + "/sync/" + number).json().path("sync");
    assertThat(ended.path("state").stringValue()).isEqualTo("finished");
    assertThat(app.get(HERE + "/sync/999999").problem())
        .isEqualTo("404 not_found There is no comparison 999999.");
  }

  @Test
  void many_missing_users_are_held_back_shown_and_released() {
    awaitEnded();
    mock.json("POST", "/generate", "{\"count\":30}");
    sync("{}");
    mock.json("POST", "/generate", "{\"count\":10}");
    JsonNode held = sync("{\"dry_run\":false}");

    assertThat(held.path("held_back").longValue()).isEqualTo(20);
    assertThat(app.get(HERE + "/sync").json().path("held_back").size()).isEqualTo(20);

    JsonNode released = sync("{\"release\":true}");

    assertThat(released.path("deleted").longValue()).isEqualTo(20);
    assertThat(app.get(HERE + "/sync").json().path("held_back").size()).isZero();
    assertThat(sync("{\"dry_run\":true}").path("updated").longValue()).isZero();
  }

  @Test
  void a_project_without_a_provider_is_not_compared() {
    app.create("alone");

    assertThat(app.call("POST", "/projects/alone/sync", "").problem())
        .isEqualTo(
            "409 not_connected The project 'alone' is not connected to a provider yet: rollcall"
                + " connect.");
    assertThat(app.get("/projects/alone/sync").text())
        .isEqualTo("{\"sync\":null,\"held_back\":[]}");
  }

  @Test
  void no_answer_to_a_question_holds_a_secret() {
    awaitEnded();
    for (String path :
        List.of(
            "/status",
            "/providers",
            "/projects",
            HERE,
            HERE + "/users",
            HERE + "/events",
            HERE + "/changes",
            HERE + "/sync",
            "/api_keys")) {
      Reply reply = app.get(path);

      assertThat(reply.status()).as(path).isEqualTo(200);
      assertThat(reply.text()).as(path).doesNotContain(RunningMock.KEY, app.key());
    }
    assertThat(app.get("/status").text()).contains("\"auth_provider\":\"mock\"", "\"last_sync\":{");
  }

  private static JsonNode sync(String body) {
    Reply begun = app.call("POST", HERE + "/sync", body);
    assertThat(begun.status()).as(begun.text()).isEqualTo(202);
    awaitEnded();
    return app.get(HERE + "/sync/" + begun.json().path("sync").path("number").longValue())
        .json()
        .path("sync");
  }

  private static void awaitEnded() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          JsonNode sync = app.get(HERE + "/sync").json().path("sync");
          return sync.path("finished_at").isString();
        });
  }

  private static void awaitUser(String id) {
    await().until(() -> app.get(HERE + "/users/" + id).status() == 200);
  }

  private static List<String> ids(String path) {
    return ids(app.get(HERE + path).json());
  }

  private static List<String> ids(JsonNode page) {
    return page.path("users").valueStream().map(user -> user.path("id").stringValue()).toList();
  }

  private static List<String> changes(String after) {
    return app.get(HERE + "/changes?after=" + after)
        .json()
        .path("changes")
        .valueStream()
        .map(change ->
            change.path("type").stringValue() + " " + change.path("user_id").stringValue(""))
        .toList();
  }
}

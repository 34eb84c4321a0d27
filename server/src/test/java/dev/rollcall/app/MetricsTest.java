package dev.rollcall.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.Database;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.StartedApp;
import dev.rollcall.testing.TestPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What Prometheus reads of a server that has something to do.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {
  private static final Pattern METRIC = Pattern.compile("\\b(?:rollcall|jvm)_[a-z_]+");
  private static final String MOCK = "{project=\"default\",provider=\"mock\"}";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestPostgres postgres = TestPostgres.newest();
  private final String first = postgres.create();
  private final String second = postgres.create();
  private RunningMock mock;
  private StartedApp server;
  private RollcallClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    mock = new RunningMock(new MovableClock());
    mock.create("ada");
    server =
        StartedApp.start(
            folder,
            Map.of(
                "database_url",
                postgres.operatorUrl(first),
                "compare_every",
                "1h",
                "public_url",
                "http://x"));
    client = server.client();
    client.connect(mock);
  }

  @AfterAll
  void stop() {
    server.close();
    mock.close();
    postgres.drop(first);
    postgres.drop(second);
  }

  @Test
  void events_are_counted_by_what_became_of_them_and_timed_to_their_commit() {
    Map<String, Double> before = shown();

    client.deliver("e1", MockEvent.of("eve", 5, "Eve"));
    client.deliver("e1", MockEvent.of("eve", 5, "Eve"));
    client.deliver("e2", MockEvent.of("eve", 4, "Older"));
    client.deliver("e3", "no JSON".getBytes(UTF_8));
    client.deliver("e4", "{\"type\":\"weather.changed\",\"data\":{}}".getBytes(UTF_8));
    List.of("e1", "e2", "e3", "e4").forEach(client::settled);

    assertThat(grownSince(before))
        .containsEntry("rollcall_events_received_total" + MOCK, 4.0)
        .containsEntry("rollcall_events_repeated_total" + MOCK, 1.0)
        .containsEntry(settled("applied"), 1.0)
        .containsEntry(settled("superseded"), 1.0)
        .containsEntry(settled("quarantined"), 1.0)
        .containsEntry(settled("ignored"), 1.0)
        .containsEntry("rollcall_event_delay_seconds_count" + MOCK, 4.0)
        .containsEntry(
            "rollcall_event_delay_seconds_bucket{project=\"default\",provider=\"mock\",le=\"300.0\"}",
            4.0);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(shown())
                .containsEntry("rollcall_inbox_waiting{project=\"default\"}", 0.0)
                .containsEntry("rollcall_inbox_oldest_seconds{project=\"default\"}", 0.0)
                .containsEntry("rollcall_inbox_quarantined{project=\"default\"}", 1.0));
    assertThat(shown())
        .containsEntry(answers("default"), 1.0)
        .containsEntry("rollcall_pool_max{pool=\"default\"}", 12.0)
        .containsEntry("rollcall_pool_max{pool=\"control\"}", 4.0);
  }

  @Tag("slow")
  @Test
  void calls_to_the_provider_are_counted_by_how_they_ended() {
    Map<String, Double> before = shown();

    mock.behave("429");
    compare("{}");
    mock.behave("ok");
    compare("{}");

    assertThat(grownSince(before).keySet()).contains(calls("rate_limited"), calls("ok"));
  }

  @Test
  void drift_is_counted_when_it_is_found_and_when_it_is_repaired() {
    compare("{}");
    Map<String, Double> before = shown();
    spoil();

    compare("{\"dry_run\":true}");

    assertThat(grownSince(before))
        .containsEntry("rollcall_drift_found_total" + MOCK, 1.0)
        .doesNotContainKey("rollcall_drift_repaired_total" + MOCK);
    compare("{}");
    assertThat(grownSince(before))
        .containsEntry("rollcall_drift_found_total" + MOCK, 2.0)
        .containsEntry("rollcall_drift_repaired_total" + MOCK, 1.0);
  }

  @Test
  void nothing_that_is_shown_says_who_a_user_is() {
    client.deliver("secret-event-id", MockEvent.of("some-secret-user", 5, "Secret Name"));
    client.settled("secret-event-id");
    client.call("GET", "/projects/default/users/some-secret-user", "");

    String shown = scrape();

    assertThat(shown).doesNotContain("ecret", RunningMock.KEY);
  }

  @Test
  void others_need_a_key() {
    HttpResponse<String> none = client.send(client.request("/metrics"));
    HttpResponse<String> wrong =
        client.send(client.request("/metrics").header("authorization", "Bearer rk_wrong"));

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(Json.MAPPER.readTree(none.body()).path("message").stringValue())
        .isEqualTo(
            "An API key is needed: Authorization: Bearer <key>. rollcall key create makes one.");
    assertThat(wrong.statusCode()).isEqualTo(401);
  }

  @Test
  void a_database_that_hangs_holds_up_no_scrape_and_hides_no_other_project() throws Exception {
    client.json(
        "POST",
        "/projects",
        Json.MAPPER.writeValueAsString(
            Map.of("project", Map.of("id", "shop", "database_url", postgres.operatorUrl(second)))));
    awaitAnswers("shop", 1);
    try (HikariDataSource pool = postgres.pool(second);
        HeldTransaction held =
            new HeldTransaction(
                new Database(pool),
                tx -> tx.update("lock table rollcall.held_deletion in access exclusive mode"))) {
      awaitAnswers("shop", 0);
      long began = System.nanoTime();
      Map<String, Double> shown = shown();
      Duration took = Duration.ofNanos(System.nanoTime() - began);

      assertThat(took).isLessThan(Duration.ofSeconds(5));
      assertThat(shown).containsEntry(answers("shop"), 0.0).containsEntry(answers("default"), 1.0);
      held.commit();
    }
    awaitAnswers("shop", 1);
  }

  @Test
  void every_metric_of_the_dashboard_is_there() throws IOException {
    client.deliver("seen", MockEvent.of("bob", 5, "Bob"));
    client.settled("seen");
    JsonNode dashboard =
        Json.MAPPER.readTree(Files.readString(Path.of("docs/grafana-dashboard.json")));
    Set<String> named = new HashSet<>();
    dashboard
        .findValues("expr")
        .forEach(expression -> {
          Matcher found = METRIC.matcher(expression.stringValue());
          while (found.find()) {
            named.add(found.group());
          }
        });
    assertThat(named).hasSizeGreaterThan(15);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(names()).containsAll(named));
  }

  private Set<String> names() {
    Set<String> names = new HashSet<>();
    shown().keySet().forEach(line -> names.add(line.replaceAll("[{].*", "")));
    return names;
  }

  private static String settled(String outcome) {
    return "rollcall_events_settled_total{outcome=\"%s\",project=\"default\",provider=\"mock\"}"
        .formatted(outcome);
  }

  private static String calls(String outcome) {
    return ("rollcall_provider_calls_seconds_count"
            + "{outcome=\"%s\",project=\"default\",provider=\"mock\"}")
        .formatted(outcome);
  }

  private static String answers(String project) {
    return "rollcall_database_answers{project=\"%s\"}".formatted(project);
  }

  private void awaitAnswers(String project, double value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(shown()).containsEntry(answers(project), value));
  }

  /// Has a comparison made, and waits for its end.
  private void compare(String request) {
    long number =
        client.json("POST", "/projects/default/sync", request).at("/sync/number").asLong();
    await()
        .atMost(PATIENCE)
        .until(() ->
            client.json("/projects/default/sync/" + number).at("/sync/finished_at").isString());
  }

  /// Has a row differ from what the provider says.
  private void spoil() {
    try (HikariDataSource pool = postgres.pool(first)) {
      new Database(pool)
          .inTransaction(tx ->
              tx.update(
                  "update neon_auth.users_sync set raw_json = raw_json || '{\"x\": 1}' where id = 'ada'"));
    }
  }

  /// What became more, and by how much.
  private Map<String, Double> grownSince(Map<String, Double> before) {
    Map<String, Double> grown = new TreeMap<>();
    shown()
        .forEach((name, value) -> {
          double more = value - before.getOrDefault(name, 0.0);
          if (more > 0) {
            grown.put(name, more);
          }
        });
    return grown;
  }

  /// Values by name and labels.
  private Map<String, Double> shown() {
    Map<String, Double> values = new TreeMap<>();
    for (String line : scrape().lines().filter(one -> !one.startsWith("#")).toList()) {
      int blank = line.lastIndexOf(' ');
      values.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
    }
    return values;
  }

  private String scrape() {
    HttpResponse<String> answer =
        client.send(
            client.request("/metrics").header("authorization", "Bearer " + client.apiKey()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}

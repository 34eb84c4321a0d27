package dev.rollcall.api.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.StartedApp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Deliveries that are signed well and hold what nothing can be done with: each is acknowledged,
/// shown with its reason, and in nobody's way.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoisonTest {
  private static final String NOT_JSON =
      "The payload could not be read: The event cannot be read: The document is not JSON";
  private static final String TOO_DEEP =
      "The payload could not be read: The event cannot be read: The document is nested deeper than"
          + " 64 levels, or holds a number or name that is too long";
  private static final String NO_ID =
      "The payload could not be read: The user has no id, or one that is too long";
  private static final String NO_TIME =
      "The payload could not be read: 'created_at' is not a number of milliseconds";

  private final RunningMock mock = new RunningMock(new MovableClock());
  private final AtomicInteger sent = new AtomicInteger();
  private StartedApp server;
  private RollcallClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = StartedApp.start(folder.resolve("data"), Map.of());
    client = server.client();
    client.connect(mock);
  }

  @AfterAll
  void stop() {
    server.close();
    mock.close();
  }

  /// A payload, and why it is quarantined.
  record Poison(String name, byte[] payload, String reason) {
    Poison(String name, String payload, String reason) {
      this(name, payload.getBytes(UTF_8), reason);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Poison> poisons() {
    long nextWeek = Instant.now().plus(Duration.ofDays(7)).toEpochMilli();
    return Stream.of(
        new Poison("nothing", "", NOT_JSON),
        new Poison("not JSON", "not JSON", NOT_JSON),
        new Poison(
            "a list",
            "[1]",
            "The payload could not be read: The event cannot be read: The document is JSON, but not"
                + " an object"),
        new Poison("cut off", user("id", "u1").substring(0, 50), NOT_JSON),
        new Poison("two documents", user("id", "u1") + "{}", NOT_JSON),
        new Poison("a raw NUL", user("id", "u1").replace("Ada", "A\0a"), NOT_JSON),
        new Poison(
            "not UTF-8", user("id", "u1").replace("Ada", "\u00c3(").getBytes(ISO_8859_1), NOT_JSON),
        new Poison("65 levels", more("\"a\":" + "[".repeat(63) + "]".repeat(63)), TOO_DEEP),
        new Poison("100,000 levels", "[".repeat(100_000), TOO_DEEP),
        new Poison("a number of 1,001 digits", more("\"n\":" + "9".repeat(1_001)), TOO_DEEP),
        new Poison(
            "10,001 keys",
            more(keys(10_001)),
            "The payload could not be read: The event cannot be read: An object has more than 10000"
                + " keys"),
        new Poison(
            "a number beyond Postgres'",
            more("\"n\":1e131072"),
            "Postgres refused the user: ERROR: value overflows numeric format (22003)"),
        new Poison("an exponent beyond Java's", more("\"n\":1e99999999999"), NOT_JSON),
        new Poison("no id", user("id", " "), NO_ID),
        new Poison("an id of 513 letters", user("id", "x".repeat(513)), NO_ID),
        new Poison(
            "an id of 514 bytes",
            user("id", "\u00e9".repeat(257)),
            "The payload could not be read: The user's id is longer than 512 bytes"),
        new Poison(
            "a name of 1,025 bytes",
            user("name", "x".repeat(1025)),
            "The payload could not be read: The user's name is longer than 1024 bytes"),
        new Poison(
            "an address of 321 bytes",
            user("email", "x".repeat(321)),
            "The payload could not be read: The user's e-mail address is longer than 320 bytes"),
        new Poison(
            "a name that is a number",
            user("name", "").replace("\"name\":\"\"", "\"name\":5"),
            "The payload could not be read: 'name' is not a text"),
        new Poison(
            "before 1970",
            born("-1"),
            "The payload could not be read: The user's time of creation is -1 ms, which is not"
                + " between 1970 and 9999"),
        new Poison(
            "microseconds",
            born("1700000000000000"),
            "The payload could not be read: The user's time of creation is 1700000000000000 ms,"
                + " which is not between 1970 and 9999"),
        new Poison("a fraction", born("1.5"), NO_TIME),
        new Poison("1e400", born("1e400"), NO_TIME),
        new Poison("20 digits", born("99999999999999999999"), NO_TIME),
        new Poison("a time in quotes", born("\"1700000000000\""), NO_TIME),
        new Poison(
            "a deletion without a time",
            "{\"type\":\"user.deleted\",\"data\":{\"id\":\"u1\"}}",
            "The payload could not be read: 'timestamp' is not a number of milliseconds"),
        new Poison(
            "a deletion next week",
            "{\"type\":\"user.deleted\",\"timestamp\":" + nextWeek + ",\"data\":{\"id\":\"u1\"}}",
            "The event says "
                + Instant.ofEpochMilli(nextWeek)
                + ", more than a day after it was received. Were it applied, nothing later could"
                + " change the row any more. Replay it once that time has come, or let a comparison"
                + " set the row right"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("poisons")
  void is_acknowledged_and_quarantined_and_holds_up_nobody(Poison poison) {
    String event = "poison " + sent.incrementAndGet();
    String next = "good_" + sent.get();

    assertThat(client.deliver(event, poison.payload())).isEqualTo(200);
    assertThat(client.deliver(next, MockEvent.of(next, 1, "Ada"))).isEqualTo(200);

    JsonNode found = client.settled(event);
    assertThat(found.path("outcome").stringValue()).isEqualTo("quarantined");
    assertThat(found.path("reason").stringValue()).isEqualTo(poison.reason());
    assertThat(client.user(next).path("name").stringValue()).isEqualTo("Ada");
    // With its payload, whatever that is.
    client.json("/projects/default/events/" + found.path("number").asLong());
  }

  @Test
  void what_jsonb_refuses_in_a_text_is_replaced_and_marked() {
    String odd = "\\\"A\\u0000\\ud800 \\ud83d\\ude00\\\"";
    client.deliver("odd", MockEvent.text("odd", 1, odd, "\"k\\u0000\":1").getBytes(UTF_8));

    assertThat(client.settled("odd").path("outcome").stringValue()).isEqualTo("applied");
    JsonNode user = client.user("odd");
    assertThat(user.path("name").stringValue()).isEqualTo("\"A\ufffd\ufffd \ud83d\ude00\"");
    assertThat(user.path("raw_json").path("rollcall_sanitized").booleanValue()).isTrue();
    assertThat(user.path("raw_json").path("k\ufffd").intValue()).isEqualTo(1);
  }

  @Test
  void what_is_not_about_users_is_ignored() {
    client.deliver("session", "{\"type\":\"session.\\u0000\"}".getBytes(UTF_8));

    JsonNode event = client.settled("session");
    assertThat(event.path("outcome").stringValue()).isEqualTo("ignored");
    assertThat(event.path("reason").stringValue()).isEqualTo("Not about a user: 'session.\ufffd'");
  }

  @Test
  void one_in_a_hundred_among_a_thousand_delays_nobody() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String id = "crowd_%03d".formatted(i);
        byte[] payload =
            i % 100 == 50
                ? MockEvent.text(id, 1, "Ada", "\"n\":1e131072").getBytes(UTF_8)
                : MockEvent.of(id, 1, "Ada");
        answers.add(threads.submit(() -> client.deliver(id, payload)));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(200);
      }
    }
    client.deliver("last", MockEvent.of("last", 1, "Ada"));
    client.settled("last");

    assertThat(count("select count(*) from neon_auth.users_sync where id like 'crowd%'"))
        .isEqualTo(990);
    Map<String, Integer> outcomes = new TreeMap<>();
    long slowest = 0;
    for (JsonNode event : client.json("/projects/default/events?limit=1000").path("events")) {
      if (event.path("event_id").stringValue().startsWith("crowd")) {
        outcomes.merge(event.path("outcome").stringValue(), 1, Integer::sum);
        Instant received = Instant.parse(event.path("received_at").stringValue());
        Instant settled = Instant.parse(event.path("settled_at").stringValue());
        slowest = Math.max(slowest, Duration.between(received, settled).toMillis());
      }
    }
    assertThat(outcomes)
        .containsEntry("quarantined", 10)
        .containsOnlyKeys("applied", "quarantined");
    assertThat(slowest).as("milliseconds from the inbox to the row").isLessThan(5_000);
  }

  private int count(String sql) throws Exception {
    return Integer.parseInt(server.strings(sql).getFirst());
  }

  private static String user(String key, String value) {
    return MockEvent.text("u1", 1, "Ada", "\"" + key + "\":\"" + value + "\"");
  }

  private static String more(String properties) {
    return MockEvent.text("u1", 1, "Ada", properties);
  }

  private static String born(String time) {
    return MockEvent.text("u1", 1, "Ada", "\"created_at\":" + time);
  }

  private static String keys(int count) {
    StringBuilder keys = new StringBuilder("\"k\":1");
    for (int i = 1; i < count; i++) {
      keys.append(",\"k").append(i).append("\":1");
    }
    return keys.toString();
  }
}

package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.json.Json;
import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several servers share one Postgres. Whoever is killed is replaced by the others, and what one of
/// them is told all of them know.
@Tag("faults")
class TwoServersTest {
  private static final Duration TAKEN_OVER = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final Duration BRIEF = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Random chance = Dose.chance("TwoServersTest");
  private final TrueProvider provider = new TrueProvider(50);
  private final List<RunningServer> servers = new ArrayList<>();
  private final List<RollcallClient> clients = new ArrayList<>();
  private final Map<String, String> more = new HashMap<>();
  private Path folder;
  private OutsidePostgres postgres;

  @BeforeEach
  void startPostgres(@TempDir Path temporary) throws Exception {
    folder = temporary;
    postgres = new OutsidePostgres(folder.resolve("programs"), folder.resolve("postgres"));
  }

  @AfterEach
  void stop() {
    clients.forEach(RollcallClient::close);
    servers.forEach(RunningServer::close);
    postgres.close();
    provider.close();
  }

  private void startServers(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      RunningServer server =
          postgres.server(folder.resolve("server" + servers.size()), postgres.port(), more);
      servers.add(server);
      clients.add(server.client());
    }
  }

  @Test
  void one_of_two_is_killed_and_nothing_is_lost_or_told_twice() throws Exception {
    startServers(2);
    clients.getFirst().connect(provider.url(), TrueProvider.KEY);
    killInTurn(Dose.of(2, 100));
  }

  @Test
  void three_of_four_are_killed_and_nothing_is_lost_or_told_twice() throws Exception {
    startServers(4);
    clients.getFirst().connect(provider.url(), TrueProvider.KEY);
    killInTurn(Dose.of(1, 30));
  }

  private void killInTurn(int kills) throws Exception {
    try (HookReceiver receiver = new HookReceiver()) {
      clients
          .getFirst()
          .json("POST", "/projects/default/webhooks", "{\"url\":\"" + receiver.url("/in") + "\"}");
      Storm storm = new Storm(provider, clients, chance);
      Blows blows = new Blows(provider, storm, postgres::connection, chance, servers.getFirst());
      for (int i = 0; i < kills; i++) {
        RunningServer victim = servers.get(i % servers.size());
        blows.run(victim::kill9);
        // The others alone have applied all of it by now.
        awaitTold(receiver);
        victim.restart();
      }

      blows.mustBeGood("kill -9 of one of " + servers.size() + " servers", PATIENCE);
      assertThat(blows.runs()).allMatch(run -> run.unacknowledged() > 0);
      assertEachChangeIsOneMessage(receiver);
    }
  }

  private void awaitTold(HookReceiver receiver) throws Exception {
    long from = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .until(() ->
            Aftermath.pairs(
                    postgres::connection,
                    "select message::text, '' from rollcall.webhook_delivery where state = 'waiting'")
                .isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .as("until others sent what the dead one had begun")
        .isLessThan(TAKEN_OVER);
    assertThat(receiver.at("/in")).isNotEmpty();
  }

  /// The effect ledger: each change has one message, under one id, however often it was sent.
  private void assertEachChangeIsOneMessage(HookReceiver receiver) throws Exception {
    Map<String, String> arrived = new HashMap<>();
    receiver
        .at("/in")
        .forEach(one -> {
          String same = arrived.putIfAbsent(one.header("webhook-id"), one.body());
          assertThat(same).as("the same id").isIn(null, one.body());
        });
    Map<String, String> made =
        Aftermath.pairs(
            postgres::connection,
            "select id, type || ' ' || user_id from rollcall.webhook_message");
    assertThat(arrived.keySet()).isEqualTo(made.keySet());
    Map<String, Long> states =
        arrived.values().stream()
            .filter(body -> body.contains("user.updated") || body.contains("user.created"))
            .map(body -> Json.MAPPER.readTree(body).path("data"))
            .map(data -> data.path("id").stringValue() + " " + data.path("name").stringValue(""))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(states)
        .as("states of a user that were told as two changes")
        .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
  }

  @Test
  void pulls_and_comparisons_are_taken_over_within_ten_seconds() throws Exception {
    startServers(1);
    clients.getFirst().connect(provider.url(), TrueProvider.KEY);
    await().atMost(PATIENCE).until(() -> holders().containsKey("pull"));
    String dead = String.valueOf(holders().get("pull"));
    startServers(1);
    provider.changeInSilence("u00007");

    servers.getFirst().kill9();
    long from = System.nanoTime();
    RollcallClient survivor = clients.get(1);
    survivor.json("POST", "/projects/default/sync", "{}");
    await().atMost(TAKEN_OVER).until(() -> !holders().getOrDefault("pull", dead).equals(dead));
    await()
        .atMost(TAKEN_OVER)
        .until(() -> survivor.user("u00007").path("name").stringValue("").equals("v2"));

    Duration took = Duration.ofNanos(System.nanoTime() - from);
    System.out.printf("pulls and comparisons taken over after %.1f s%n", took.toMillis() / 1000.0);
    assertThat(took).isLessThan(TAKEN_OVER);
  }

  @Test
  void what_a_dead_server_left_undone_is_done_by_another_whose_project_rests() throws Exception {
    more.put("ROLLCALL_REST_AFTER", "10s");
    startServers(2);
    clients.getFirst().connect(provider.url(), TrueProvider.KEY);
    RollcallClient survivor = clients.get(1);
    // It hears of the provider within a second.
    await().until(() -> survivor.deliver("e1", provider.user("u00001").event()) == 200);
    // Now, so by itself it looks again in 24 seconds at the earliest.
    await().atMost(PATIENCE).until(() -> connections(survivor) == 0);

    servers.getFirst().kill9();
    long from = System.nanoTime();
    postgres.execute(
        """
        insert into rollcall.inbox (provider, event_id, payload, received_at, due_at)
        select provider, 'left', payload, now(), now() from rollcall.inbox where event_id = 'e1'
        """);
    await()
        .atMost(PATIENCE)
        .until(() -> survivor.find("left").orElseThrow().path("settled_at").isString());

    Duration took = Duration.ofNanos(System.nanoTime() - from);
    System.out.printf("found by a project at rest after %.1f s%n", took.toMillis() / 1000.0);
    assertThat(took).isLessThan(TAKEN_OVER);
  }

  /// Of a server to the default project's database.
  private static int connections(RollcallClient server) {
    return server
        .send(server.request("/metrics"))
        .body()
        .lines()
        .filter(line -> line.matches("rollcall_pool_(idle|active)\\{pool=\"default\"}.*"))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Who holds which lease, as long as it lasts.
  private Map<String, String> holders() throws Exception {
    return Aftermath.pairs(
        postgres::connection, "select name, holder from rollcall.lease where ends_at > now()");
  }

  @Test
  void what_one_server_is_told_the_others_know_within_a_second_or_so() throws Exception {
    startServers(2);
    RollcallClient told = clients.get(0);
    RollcallClient other = clients.get(1);
    postgres.execute("create database shop");

    told.connect(provider.url(), TrueProvider.KEY);
    long from = System.nanoTime();
    await().pollInterval(BRIEF).until(() -> provider(other, "default").equals("mock"));
    Duration connected = Duration.ofNanos(System.nanoTime() - from);
    told.json(
        "POST",
        "/projects",
        "{\"project\":{\"id\":\"shop\",\"database_url\":\"%s\"}}".formatted(postgres.url("shop")));
    from = System.nanoTime();
    await().pollInterval(BRIEF).until(() -> provider(other, "shop").equals("none"));
    Duration made = Duration.ofNanos(System.nanoTime() - from);
    String key = told.json("POST", "/api_keys", "{\"key_name\":\"ci\"}").path("key").stringValue();
    try (RollcallClient stranger = new RollcallClient(servers.get(1).url(), key)) {
      assertThat(stranger.call("GET", "/projects", "").statusCode()).isEqualTo(200);
    }

    System.out.printf(
        "another server knows a provider after %d ms, a project after %d ms%n",
        connected.toMillis(), made.toMillis());
    assertThat(connected).isLessThan(SOON);
    assertThat(made).isLessThan(SOON);
    assertThat(other.deliver("e1", provider.user("u00001").event())).isEqualTo(200);
  }

  private static String provider(RollcallClient client, String project) {
    var answer = client.call("GET", "/projects/" + project, "");
    return answer.statusCode() == 200
        ? Json.MAPPER
            .readTree(answer.body())
            .path("project")
            .path("auth_provider")
            .stringValue("none")
        : "no project";
  }
}

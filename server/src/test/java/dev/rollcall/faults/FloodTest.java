package dev.rollcall.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything five times, shuffled, a day late, and every hundredth event is poison.
@Tag("faults")
class FloodTest {
  private static final int USERS = Dose.of(200, 2_000);
  private static final int CHANGES = Dose.of(8, 100);
  private static final int COPIES = 5;
  private static final int SENDERS = 16;

  private final Random chance = Dose.chance("FloodTest");

  private record Delivery(String eventId, byte[] body) {}

  @Test
  void any_order_any_number_of_times_a_day_late_and_with_poison_ends_in_the_truth(
      @TempDir Path folder) throws Exception {
    try (TrueProvider provider = new TrueProvider(0);
        RunningServer server = RunningServer.start(folder);
        RollcallClient client = server.client()) {
      client.connect(provider.url(), TrueProvider.KEY);
      Vitals before = Vitals.of(server.pid());
      List<Delivery> events = histories(provider);
      List<Delivery> poison = poison(events.size() / 100);
      List<Delivery> all = new ArrayList<>();
      for (int i = 0; i < COPIES; i++) {
        all.addAll(events);
        all.addAll(poison);
      }
      Collections.shuffle(all, chance);
      Set<String> acknowledged = new HashSet<>();
      all.forEach(delivery -> acknowledged.add(delivery.eventId()));

      long from = System.nanoTime();
      deliver(client, all);
      Aftermath aftermath = Aftermath.of(server::superuser, acknowledged, provider.users());
      Duration took = Duration.ofNanos(System.nanoTime() - from);

      Map<String, String> quarantined =
          Aftermath.pairs(
              server::superuser,
              "select event_id, reason from rollcall.inbox where outcome = 'quarantined'");
      System.out.printf(
          "flood of %d deliveries of %d events, %d of them poison: lost %d, wrong users %d of %d, %.1f s%n",
          all.size(),
          acknowledged.size(),
          poison.size(),
          aftermath.lost().size(),
          aftermath.wrong().size(),
          provider.users().size(),
          took.toMillis() / 1000.0);
      aftermath.mustBeGood();
      assertThat(quarantined.keySet())
          .as("all of the poison, nothing else, each with its reason")
          .containsExactlyInAnyOrderElementsOf(poison.stream().map(Delivery::eventId).toList());
      assertThat(quarantined.values()).doesNotContain("null", "");
      assertThat(client.json("POST", "/projects/default/events/replay", "{}").size()).isPositive();
      before.mustComeBack(server);
    }
  }

  private static void deliver(RollcallClient client, List<Delivery> all) throws Exception {
    try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
      List<Future<?>> done = new ArrayList<>();
      for (Delivery delivery : all) {
        done.add(
            senders.submit(() -> {
              assertThat(client.deliver(delivery.eventId(), delivery.body())).isEqualTo(200);
            }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
  }

  /// Of users who were changed, deleted and created again yesterday.
  private List<Delivery> histories(TrueProvider provider) {
    List<Delivery> events = new ArrayList<>();
    long yesterday = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
    for (int i = 0; i < USERS; i++) {
      TrueUser user = TrueUser.born("flood%05d".formatted(i), yesterday + i);
      events.add(new Delivery(user.eventId(), user.event()));
      for (int change = 1; change < CHANGES; change++) {
        long at = user.changed() + 1 + chance.nextInt(1_000);
        int roll = chance.nextInt(10);
        user = !user.alive() ? user.reborn(at) : roll < 2 ? user.deleted(at) : user.renamed(at);
        events.add(new Delivery(user.eventId(), user.event()));
      }
      provider.knows(user);
    }
    return events;
  }

  /// What nobody can read, or no Postgres can take.
  private static List<Delivery> poison(int count) {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    List<String> kinds =
        List.of(
            "not json",
            "{\"type\":\"user.updated\",\"data\":" + deep + "}",
            "{\"type\":\"user.updated\",\"timestamp\":1,\"data\":{\"id\":7,\"name\":[]}}",
            "{\"type\":\"user.updated\",\"timestamp\":1,\"data\":{\"id\":\"far\",\"name\":\"x\","
                + "\"created_at\":99999999999999999,\"updated_at\":1}}",
            "{\"type\":\"user.deleted\",\"timestamp\":-5,\"data\":{\"id\":\"early\"}}",
            "{\"type\":\"user.updated\",\"timestamp\":1,\"data\":{\"id\":\""
                + "x".repeat(3_000)
                + "\"}}");
    List<Delivery> poison = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      poison.add(new Delivery("poison" + i, kinds.get(i % kinds.size()).getBytes(UTF_8)));
    }
    return poison;
  }
}

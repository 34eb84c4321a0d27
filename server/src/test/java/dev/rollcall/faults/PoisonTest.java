package dev.rollcall.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One event in a hundred cannot be applied, and has what came with it be applied one by one.
@Tag("faults")
class PoisonTest {
  private static final Duration STORM = Duration.ofSeconds(Dose.of(3, 120));

  /// Beside 500 good ones a second.
  private static final Duration BETWEEN_POISON = Duration.ofMillis(200);

  private static final String POISON =
      """
      {"type":"user.updated","timestamp":1,"data":{"id":"far","name":"x",\
      "created_at":99999999999999999,"updated_at":1}}\
      """;

  private final Random chance = Dose.chance("PoisonTest");

  @Test
  void poison_delays_nobody_else(@TempDir Path folder) throws Exception {
    try (TrueProvider provider = new TrueProvider(50);
        RunningServer server = RunningServer.start(folder);
        RollcallClient client = server.client()) {
      client.connect(provider.url(), TrueProvider.KEY);
      Storm storm = new Storm(provider, List.of(client), chance);
      // The first storm warms the server.
      blow(storm, () -> Thread.sleep(STORM));
      String calm = Delay.fromNowOn(server::superuser);
      blow(storm, () -> Thread.sleep(STORM));
      Aftermath.of(server::superuser, storm.acknowledged(), provider.users()).mustBeGood();
      double before = Delay.p99(server::superuser, calm);

      String poisoned = Delay.fromNowOn(server::superuser);
      long[] swallowed = {0};
      blow(
          storm,
          () -> {
            long end = System.nanoTime() + STORM.toNanos();
            while (System.nanoTime() < end) {
              String id = "poison" + swallowed[0]++;
              assertThat(client.deliver(id, POISON.getBytes(UTF_8))).isEqualTo(200);
              Thread.sleep(BETWEEN_POISON);
            }
          });
      Aftermath.of(server::superuser, storm.acknowledged(), provider.users()).mustBeGood();
      double during = Delay.p99(server::superuser, poisoned + " and outcome <> 'quarantined'");

      System.out.printf(
          "1 %% poison: p99 from receipt to applied %.0f ms before, %.0f ms with %d of poison%n",
          before, during, swallowed[0]);
      assertThat(during).isLessThan(2 * before + Delay.NOISE_MILLIS);
      assertThat(
              Aftermath.pairs(
                  server::superuser,
                  "select event_id, reason from rollcall.inbox where outcome = 'quarantined'"))
          .hasSize((int) swallowed[0])
          .allSatisfy((id, _) -> assertThat(id).startsWith("poison"));
    }
  }

  private static void blow(Storm storm, Blows.Blow meanwhile) throws Exception {
    storm.start();
    meanwhile.strike();
    storm.stop();
  }
}

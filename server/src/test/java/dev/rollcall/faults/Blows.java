package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/// Strikes a server again and again in the middle of a storm, and looks each time at what came of
/// it.
final class Blows {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TrueProvider provider;
  private final Storm storm;
  private final Callable<Connection> database;
  private final Random chance;
  private final RunningServer server;
  private final Vitals before;
  private final List<Run> runs = new ArrayList<>();

  /// @param server whose memory, threads and files must be back in the end to what they are now
  Blows(
      TrueProvider provider,
      Storm storm,
      Callable<Connection> database,
      Random chance,
      RunningServer server)
      throws IOException {
    this.provider = provider;
    this.storm = storm;
    this.database = database;
    this.chance = chance;
    this.server = server;
    this.before = Vitals.of(server.pid());
  }

  /// Something that is done in the middle of a storm, and over when all is well again.
  @FunctionalInterface
  interface Blow {
    void strike() throws Exception;
  }

  /// One blow and what came of it.
  record Run(Aftermath aftermath, int acknowledged, long unacknowledged, Duration outage) {}

  Run run(Blow blow) throws Exception {
    return run(blow, 150 + chance.nextInt(500));
  }

  /// The same with a blow that comes by itself.
  Run await(Blow blow) throws Exception {
    return run(blow, 0);
  }

  private Run run(Blow blow, int first) throws Exception {
    int before = storm.acknowledged().size();
    long refusedBefore = storm.unacknowledged();
    storm.start();
    awaitAcknowledged(before + first);
    long from = System.nanoTime();
    blow.strike();
    Duration outage = Duration.ofNanos(System.nanoTime() - from);
    awaitAcknowledged(storm.acknowledged().size() + 150);
    storm.stop();
    Run run =
        new Run(
            Aftermath.of(database, storm.acknowledged(), provider.users()),
            storm.acknowledged().size() - before,
            storm.unacknowledged() - refusedBefore,
            outage);
    runs.add(run);
    return run;
  }

  private void awaitAcknowledged(int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> storm.acknowledged().size() >= count);
  }

  /// Prints what [docs/reliability.md] shows, and demands that nothing was lost and nothing leaks.
  void mustBeGood(String title, Duration longestOutage) throws Exception {
    print(title);
    assertThat(runs).isNotEmpty();
    runs.forEach(run -> {
      run.aftermath().mustBeGood();
      assertThat(run.outage()).isLessThan(longestOutage);
    });
    assertThat(
            Aftermath.pairs(
                database,
                "select number::text, reason from rollcall.inbox"
                    + " where outcome = 'quarantined'"))
        .as("quarantined, though nothing was wrong with it")
        .isEqualTo(Map.of());
    before.mustComeBack(server);
  }

  void print(String title) {
    System.out.printf(
        "%-60s %4d times, acknowledged %6d, refused %5d, lost %d, wrong users %d, longest %.1f s%n",
        title,
        runs.size(),
        runs.stream().mapToInt(Run::acknowledged).sum(),
        runs.stream().mapToLong(Run::unacknowledged).sum(),
        runs.stream().mapToInt(run -> run.aftermath().lost().size()).sum(),
        runs.stream().mapToInt(run -> run.aftermath().wrong().size()).sum(),
        runs.stream().mapToLong(run -> run.outage().toMillis()).max().orElse(0) / 1000.0);
  }

  List<Run> runs() {
    return List.copyOf(runs);
  }
}

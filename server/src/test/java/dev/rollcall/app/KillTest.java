package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.RunningServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills without a warning, in the middle of 500 events a second: what was acknowledged must be
/// there afterwards. The last two tests show that a loss would be found out.
@Tag("slow")
class KillTest {
  private static final int KILLS = System.getProperty("dose", "").equals("long") ? 20 : 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(30);

  private final Random chance = new Random(42);
  private final RunningMock mock = new RunningMock(new MovableClock());
  private final List<Run> runs = new ArrayList<>();
  private RunningServer server;
  private RollcallClient client;

  /// One kill and what came of it.
  record Run(int acknowledged, long unacknowledged, int lost, int wrongRows, Duration outage) {}

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    EventStorm.users().forEach(mock::create);
    server = RunningServer.start(folder);
    client = server.client();
    client.connect(mock);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    mock.close();
  }

  @Test
  void a_killed_server_loses_nothing_that_it_acknowledged() throws Exception {
    EventStorm storm = new EventStorm(client);
    for (int i = 0; i < KILLS; i++) {
      run(storm, this::killServer);
    }

    print("kill -9 of the server");
    assertNothingLost();
    assertThat(runs).as("each kill came in the middle").allMatch(run -> run.unacknowledged() > 0);
  }

  @Test
  void a_killed_postgres_loses_nothing_that_was_acknowledged() throws Exception {
    EventStorm storm = new EventStorm(client);
    for (int i = 0; i < KILLS; i++) {
      run(storm, this::killPostgres);
    }

    print("kill -9 of Postgres, all of its processes");
    assertNothingLost();
  }

  @Test
  void a_door_that_acknowledges_before_it_stores_would_be_found_out() throws Exception {
    try (HastyDoor hasty = new HastyDoor(server.url());
        RollcallClient deceived = new RollcallClient(hasty.url(), server.apiKey())) {
      run(new EventStorm(deceived), this::killServer);

      print("kill -9 of the server behind a hasty door");
      // Of what it could not forward, some may have been stored all the same: the answer was lost.
      assertThat(runs.getFirst().lost()).isPositive().isLessThanOrEqualTo((int) hasty.forgotten());
    }
  }

  @Test
  void a_commit_that_is_not_durable_would_be_found_out() throws Exception {
    try (Connection superuser = server.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("alter system set synchronous_commit = off");
      statement.execute("alter system set wal_writer_delay = '10s'");
      statement.execute("select pg_reload_conf()");
    }

    run(new EventStorm(client), this::killPostgres);

    print("kill -9 of a Postgres that commits later");
    assertThat(runs.getFirst().lost()).isPositive();
  }

  /// Something that is done in the middle of a storm, and over when all is well again.
  private interface Blow {
    void strike() throws Exception;
  }

  private void killServer() throws Exception {
    server.kill9();
    server.restart();
  }

  private void killPostgres() throws Exception {
    ProcessHandle before = server.postgres().orElseThrow();
    server.killPostgres9();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> server.postgres().filter(now -> !now.equals(before)).isPresent());
    server.awaitHealth();
  }

  private void run(EventStorm storm, Blow blow) throws Exception {
    int before = storm.acknowledged().size();
    long refusedBefore = storm.unacknowledged();
    storm.start();
    awaitAcknowledged(storm, before + 300 + chance.nextInt(700));
    long from = System.nanoTime();
    blow.strike();
    Duration outage = Duration.ofNanos(System.nanoTime() - from);
    awaitAcknowledged(storm, storm.acknowledged().size() + 200);
    storm.stop();
    await().atMost(PATIENCE).until(() -> waiting() == 0);
    runs.add(
        new Run(
            storm.acknowledged().size() - before,
            storm.unacknowledged() - refusedBefore,
            lost(storm.acknowledged()),
            wrongRows(storm.versions()),
            outage));
  }

  private static void awaitAcknowledged(EventStorm storm, int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> storm.acknowledged().size() >= count);
  }

  private int waiting() throws Exception {
    return query("select number::text, '' from rollcall.inbox where settled_at is null").size();
  }

  private int lost(Set<String> acknowledged) throws Exception {
    Set<String> missing = new HashSet<>(acknowledged);
    missing.removeAll(query("select event_id, '' from rollcall.inbox").keySet());
    return missing.size();
  }

  private int wrongRows(Map<String, Long> versions) throws Exception {
    Map<String, String> expected = new TreeMap<>();
    versions.forEach(
        (user, version) -> expected.put(user, "v" + version + " " + (MockEvent.BORN + version)));
    Map<String, String> found =
        query(
            """
            select id, name || ' ' || (extract(epoch from updated_at) * 1000)::bigint
              from neon_auth.users_sync where deleted_at is null
            """);
    expected.entrySet().removeAll(found.entrySet());
    return expected.size();
  }

  private Map<String, String> query(String sql) throws Exception {
    try (Connection connection = server.superuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return pairs(row);
    }
  }

  private static Map<String, String> pairs(ResultSet row) throws SQLException {
    Map<String, String> found = new TreeMap<>();
    while (row.next()) {
      found.put(row.getString(1), String.valueOf(row.getString(2)));
    }
    return found;
  }

  private void assertNothingLost() {
    assertThat(runs)
        .hasSize(KILLS)
        .allSatisfy(run -> {
          assertThat(run.lost()).isZero();
          assertThat(run.wrongRows()).isZero();
          assertThat(run.outage()).isLessThan(LONGEST_OUTAGE);
        });
  }

  private void print(String title) {
    StringBuilder table = new StringBuilder(title + "\n");
    table.append("kill  acknowledged  unacknowledged  lost  wrong rows  seconds to healthy\n");
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      table.append(
          "%4d  %12d  %14d  %4d  %10d  %18.1f%n"
              .formatted(
                  i + 1,
                  run.acknowledged(),
                  run.unacknowledged(),
                  run.lost(),
                  run.wrongRows(),
                  run.outage().toMillis() / 1000.0));
    }
    System.out.print(table);
  }
}

package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills without a warning, in the middle of 500 events a second: what was acknowledged must be
/// there afterwards. The last two tests show that a loss would be found out.
@Tag("faults")
class KillTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(30);

  private final Random chance = Dose.chance("KillTest");
  private final TrueProvider provider = new TrueProvider(50);
  private RunningServer server;
  private RollcallClient client;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = RunningServer.start(folder);
    client = server.client();
    client.connect(provider.url(), TrueProvider.KEY);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    provider.close();
  }

  private Blows blows(RollcallClient door) throws IOException {
    Storm storm = new Storm(provider, List.of(door), chance);
    return new Blows(provider, storm, server::superuser, chance, server);
  }

  @Test
  void a_killed_server_loses_nothing_that_it_acknowledged() throws Exception {
    Blows blows = blows(client);
    for (int i = 0; i < Dose.of(10, 200); i++) {
      blows.run(this::killServer);
    }

    blows.mustBeGood("kill -9 of the server", LONGEST_OUTAGE);
    assertThat(blows.runs())
        .as("each kill came in the middle")
        .allMatch(run -> run.unacknowledged() > 0);
  }

  @Test
  void a_killed_postgres_loses_nothing_that_was_acknowledged() throws Exception {
    Blows blows = blows(client);
    for (int i = 0; i < Dose.of(2, 20); i++) {
      blows.run(() -> postgresAfter(server::killPostgres9));
    }

    blows.mustBeGood("kill -9 of Postgres, all of its processes", LONGEST_OUTAGE);
  }

  @Test
  void a_killed_backend_or_an_immediate_stop_loses_nothing_either() throws Exception {
    Blows blows = blows(client);
    for (int i = 0; i < Dose.of(2, 50); i++) {
      blows.run(this::killBackend);
      blows.run(() -> postgresAfter(() -> signal("QUIT", server.postgres().orElseThrow().pid())));
    }

    blows.mustBeGood("kill -9 of a backend, immediate stop of Postgres", LONGEST_OUTAGE);
  }

  @Test
  void a_door_that_acknowledges_before_it_stores_would_be_found_out() throws Exception {
    try (HastyDoor hasty = new HastyDoor(server.url());
        RollcallClient deceived = new RollcallClient(hasty.url(), server.apiKey())) {
      Blows blows = blows(deceived);
      Blows.Run run = blows.run(this::killServer);

      blows.print("kill -9 of the server behind a hasty door");
      // Of what it could not forward, some may have been stored all the same: the answer was lost.
      assertThat(run.aftermath().lost())
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo((int) hasty.forgotten());
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

    Blows blows = blows(client);
    Blows.Run run = blows.run(() -> postgresAfter(server::killPostgres9));

    blows.print("kill -9 of a Postgres that commits later");
    assertThat(run.aftermath().lost()).isNotEmpty();
  }

  private void killServer() throws Exception {
    server.kill9();
    server.restart();
  }

  /// Postgres ends all sessions then, and starts itself anew.
  private void killBackend() throws Exception {
    List<Integer> backends =
        Aftermath.pairs(
                server::superuser,
                "select pid::text, '' from pg_stat_activity where application_name = 'rollcall'")
            .keySet()
            .stream()
            .map(Integer::valueOf)
            .toList();
    signal("KILL", backends.get(chance.nextInt(backends.size())));
    server.awaitHealth();
  }

  private void postgresAfter(Blows.Blow blow) throws Exception {
    ProcessHandle before = server.postgres().orElseThrow();
    blow.strike();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> server.postgres().filter(now -> !now.equals(before)).isPresent());
    server.awaitHealth();
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start();
    assertThat(kill.waitFor()).as("kill -%s %s", name, pid).isZero();
  }
}

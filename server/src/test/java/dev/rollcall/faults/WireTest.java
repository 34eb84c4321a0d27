package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The wire between a server and its Postgres, and a Postgres that is away.
@Tag("faults")
class WireTest {
  private static final Duration RECOVERED = Duration.ofSeconds(10);
  private static final Duration ANSWERED = Duration.ofSeconds(15);
  private static final List<Integer> SECONDS =
      Dose.of(0, 1) == 0 ? List.of(1, 5) : List.of(1, 5, 60);

  private final Random chance = Dose.chance("WireTest");
  private final TrueProvider provider = new TrueProvider(50);
  private OutsidePostgres postgres;
  private FaultyWire wire;
  private RunningServer server;
  private RollcallClient client;
  private Blows blows;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    postgres = new OutsidePostgres(folder.resolve("programs"), folder.resolve("postgres"));
    wire = new FaultyWire(postgres.port(), chance);
    server = postgres.server(folder.resolve("server"), wire.port(), Map.of());
    client = server.client();
    client.connect(provider.url(), TrueProvider.KEY);
    Storm storm = new Storm(provider, List.of(client), chance);
    blows = new Blows(provider, storm, postgres::connection, chance, server);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
    wire.close();
    postgres.close();
    provider.close();
  }

  @Test
  void a_commit_whose_answer_is_lost_is_done_once_however_often_it_is_tried() throws Exception {
    for (int i = 0; i < Dose.of(1, 20); i++) {
      blows.run(() -> {
        wire.cutsCommits(20);
        awaitCut(wire.cut() + Dose.of(20, 100));
        wire.cutsCommits(0);
      });
    }

    blows.mustBeGood("connection reset in the middle of a commit", Duration.ofMinutes(2));
    System.out.println("commits cut off: " + wire.cut());
  }

  private void awaitCut(int count) throws InterruptedException {
    while (wire.cut() < count) {
      Thread.sleep(10);
    }
  }

  @Test
  void a_silent_wire_is_a_503_in_time_and_no_lost_event() throws Exception {
    for (int seconds : SECONDS) {
      blows.run(() -> {
        wire.goesSilent();
        Thread.sleep(Duration.ofSeconds(seconds));
        wire.isWell();
        assertRecovers();
      });
    }
    wire.goesSilent();
    long from = System.nanoTime();

    assertThat(client.deliver("silence", provider.user("u00001").event())).isEqualTo(503);

    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(ANSWERED);
    wire.isWell();
    assertRecovers();
    blows.mustBeGood("silent wire for " + SECONDS + " s", Duration.ofMinutes(2));
  }

  @Test
  void connections_whose_other_end_is_gone_are_given_up() throws Exception {
    for (int i = 0; i < Dose.of(1, 10); i++) {
      blows.run(() -> {
        wire.goesSilent();
        wire.forgetsConnections();
        assertRecovers(RECOVERED.multipliedBy(2));
      });
    }

    blows.mustBeGood("half-open connections", Duration.ofMinutes(2));
  }

  @Test
  void a_broken_or_slow_wire_or_a_stopped_postgres_loses_nothing() throws Exception {
    for (int seconds : SECONDS) {
      blows.run(() -> {
        wire.breaks();
        Thread.sleep(Duration.ofSeconds(seconds));
        wire.isWell();
        assertRecovers();
      });
      blows.run(() -> {
        postgres.awayFor(Duration.ofSeconds(seconds));
        assertRecovers();
      });
    }
    blows.run(() -> {
      wire.delays(Duration.ofMillis(50));
      Thread.sleep(Duration.ofSeconds(2));
      wire.delays(Duration.ZERO);
    });

    blows.mustBeGood("reset, stopped, slow Postgres for " + SECONDS + " s", Duration.ofMinutes(2));
  }

  /// An event is acknowledged again within the time, with no hand laid on.
  private void assertRecovers() throws InterruptedException {
    assertRecovers(RECOVERED);
  }

  private void assertRecovers(Duration within) throws InterruptedException {
    long from = System.nanoTime();
    byte[] event = provider.user("u00001").event();
    boolean acknowledged = false;
    Duration took = Duration.ZERO;
    while (!acknowledged) {
      acknowledged = client.deliver("probe" + from, event) == 200;
      took = Duration.ofNanos(System.nanoTime() - from);
      assertThat(took).isLessThan(within);
    }
    System.out.printf("recovered after %.1f s%n", took.toMillis() / 1000.0);
  }
}

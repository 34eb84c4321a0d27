package dev.rollcall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.bench.Load.Round;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a signed webhook to the row: how many a second, and how long each takes; and how many the
/// documents' own handler takes, beside it and on the same Postgres. `-Dbench.webhook.seconds` says
/// how long each round is, `-Dbench.webhook.profile` names a file for a recording of the server.
@Tag("bench")
class WebhookBench {
  private static final Duration ROUND =
      Duration.ofSeconds(Integer.getInteger("bench.webhook.seconds", 6));

  /// Rounds before the first that counts: Java compiles what it runs often, and that takes a while.
  private static final int WARM_UP = 4;

  private static final int MOST_A_SECOND = 20_000;
  private static final int USERS = 10_000;
  private static final double USUAL_RATE = 500;
  private static final double SHARE = 0.8;

  /// How many rows are watched in a second.
  private static final double WATCHED = 250;

  /// Where a recording of the server at its full rate goes; none is made if empty.
  private static final String PROFILE = System.getProperty("bench.webhook.profile", "");

  /// Whether the handlers in Node are left out, when only Rollcall is looked at.
  private static final boolean ALONE = Boolean.getBoolean("bench.webhook.alone");

  @TempDir Path folder;
  private final Figures figures =
      new Figures(
          "webhooks",
          "what",
          "accepted",
          "applied",
          "row visible",
          "CPU of the handler, µs each",
          "CPU of Postgres, µs each",
          "resident");

  @Test
  void webhooks() throws Exception {
    if (!ALONE) {
      NodeHandler.install();
    }
    try (RunningServer server = RunningServer.start(folder);
        RunningMock mock = new RunningMock(new MovableClock());
        RollcallClient client = server.client();
        Connection watching = server.superuser()) {
      client.connect(mock);
      Thread.sleep(ROUND);
      long idle = Usage.resident(server.pid());

      double applied = rollcall(server, watching);
      visible(server, watching, USUAL_RATE);
      visible(server, watching, SHARE * applied);
      if (!ALONE) {
        handler(server, watching, "documents");
        handler(server, watching, "group");
      }

      figures.line("Rollcall, idle", "", "", "", "", "", idle + " MB");
      figures.keep();
    }
  }

  /// Accepts as many as it can; answers how many it applied in a second.
  private double rollcall(RunningServer server, Connection watching) throws Exception {
    SignedDeliveries deliveries = new SignedDeliveries("/webhooks/default");
    for (int round = 0; round < WARM_UP; round++) {
      fire(server.url().getPort(), 64, deliveries);
    }
    flightRecorder(server, "JFR.start", "name=bench", "settings=profile");
    double slowest = Double.MAX_VALUE;
    for (int connections : List.of(64, 256)) {
      settled(watching);
      ProcessHandle java = ProcessHandle.of(server.pid()).orElseThrow();
      Duration ours = Usage.own(java);
      ProcessHandle postgres = server.postgres().orElseThrow();
      Duration theirs = Usage.cpu(postgres);
      long began = System.nanoTime();
      Round round = fire(server.url().getPort(), connections, deliveries);
      settled(watching);
      int count = round.nanos().length;
      double applied = count / ((System.nanoTime() - began) / 1e9);
      slowest = Math.min(slowest, applied);
      figures.line(
          "Rollcall, " + connections + " connections",
          round.toString(),
          Math.round(applied) + " /s",
          "",
          Usage.each(ours, Usage.own(java), count),
          Usage.each(theirs, Usage.cpu(postgres), count),
          Usage.resident(server.pid()) + " MB");
    }
    flightRecorder(server, "JFR.stop", "name=bench", "filename=" + PROFILE);
    return slowest;
  }

  private static void flightRecorder(RunningServer server, String... command)
      throws IOException, InterruptedException {
    if (!PROFILE.isEmpty()) {
      List<String> all = new ArrayList<>();
      all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
      all.add(String.valueOf(server.pid()));
      all.addAll(List.of(command));
      int exit = new ProcessBuilder(all).inheritIO().start().waitFor();
      assertThat(exit).as("jcmd").isZero();
    }
  }

  private void visible(RunningServer server, Connection watching, double rate) throws Exception {
    settled(watching);
    // What the floods left to be written is not the steady pace's.
    execute(watching, "checkpoint");
    String prefix = "v" + Math.round(rate) + "_";
    int count = (int) (rate * ROUND.toSeconds());
    int every = (int) Math.max(1, Math.round(rate / WATCHED));
    List<byte[]> all =
        new SignedDeliveries("/webhooks/default").next(count, number -> prefix + number);
    RowWatch watch = new RowWatch();
    CompletableFuture<Round> rows =
        CompletableFuture.supplyAsync(() -> {
          try {
            return watch.look(watching);
          } catch (SQLException failure) {
            throw new IllegalStateException(failure);
          }
        });
    try (Connection bare = server.superuser()) {
      BareCommits commits = new BareCommits(bare);
      Round answers =
          new Salvo(server.url().getPort(), 64, all)
              .steadily(
                  rate,
                  number -> {
                    if (number % every == 0) {
                      watch.await(prefix + number);
                    }
                  });
      watch.all();
      figures.line(
          "Rollcall, " + Math.round(rate) + " /s",
          times(answers),
          "",
          times(rows.get()),
          "",
          "",
          Usage.resident(server.pid()) + " MB");
      figures.line(
          "a bare commit of one row, meanwhile", times(commits.stop()), "", "", "", "", "");
    }
  }

  private static String times(Round round) {
    return "p50 %s ms, p99 %s ms".formatted(round.millis(0.5), round.millis(0.99));
  }

  private void handler(RunningServer server, Connection watching, String mode) throws Exception {
    String database = "handler_" + mode;
    execute(watching, "create database " + database);
    String url =
        watching.getMetaData().getURL().replaceFirst("/[^/?]*(\\?|$)", "/" + database + "$1");
    String password = Files.readString(server.data().resolve("postgres.password")).strip();
    try (Connection own = DriverManager.getConnection(url, "postgres", password)) {
      execute(
          own,
          """
          create table users (
            id text primary key, name text, email text, updated_at timestamptz, raw_json jsonb)
          """);
    }
    String nodeUrl = url.replace("jdbc:postgresql://", "postgres://postgres:" + password + "@");
    try (NodeHandler handler = NodeHandler.start(mode, nodeUrl)) {
      SignedDeliveries deliveries = new SignedDeliveries("/");
      fire(handler.port(), 64, deliveries);
      for (int connections : List.of(64, 256)) {
        Duration own = Usage.own(handler.process().toHandle());
        ProcessHandle postgres = server.postgres().orElseThrow();
        Duration theirs = Usage.cpu(postgres);
        Round round = fire(handler.port(), connections, deliveries);
        int count = round.nanos().length;
        figures.line(
            "Node, " + mode + ", " + connections + " connections",
            round.toString(),
            "with the answer",
            "with the answer",
            Usage.each(own, Usage.own(handler.process().toHandle()), count),
            Usage.each(theirs, Usage.cpu(postgres), count),
            Usage.resident(handler.process().pid()) + " MB");
      }
    }
  }

  private static Round fire(int port, int connections, SignedDeliveries deliveries)
      throws InterruptedException, ExecutionException {
    List<byte[]> all =
        deliveries.next((int) (MOST_A_SECOND * ROUND.toSeconds()), number -> "u" + number % USERS);
    return new Salvo(port, connections, all).asFastAsCanBe(ROUND);
  }

  /// Waits until nothing is left to be applied.
  private static void settled(Connection watching) throws SQLException, InterruptedException {
    try (Statement statement = watching.createStatement()) {
      while (true) {
        try (ResultSet row =
            statement.executeQuery(
                "select exists (select from rollcall.inbox where settled_at is null)")) {
          row.next();
          if (!row.getBoolean(1)) {
            return;
          }
        }
        Thread.sleep(10);
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

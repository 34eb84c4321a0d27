package dev.rollcall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.RunningServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What grows with the number of users and of projects, and what should not. `-Dbench.growth.users`
/// and `-Dbench.growth.projects` say how far it goes.
@Tag("bench")
class GrowthBench {
  private static final Path DOCS = Path.of("docs");
  private static final int MOST_USERS = Integer.getInteger("bench.growth.users", 5_000_000);
  private static final int MOST_PROJECTS = Integer.getInteger("bench.growth.projects", 100);
  private static final int BATCH = 500;
  private static final int BATCHES = 20;
  private static final Duration IDLE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void users() throws Exception {
    Figures figures =
        new Figures("growth-users", "users", "an event, received and applied", "the slowest batch");
    Plot plot = new Plot("An event, received and applied: microseconds", "users");
    try (DurablePostgres postgres = new DurablePostgres(folder)) {
      Database database = postgres.create("growth");
      ProjectFixture.migrate(database, UsersTable.USUAL);
      MovableClock clock = new MovableClock();
      ProjectFixture project =
          new ProjectFixture(
              database, UsersTable.USUAL, RemoveDeleted.NEVER, new FakeConnector(clock), clock);
      Random random = new Random(7);
      int before = 0;
      for (int users : List.of(10_000, 100_000, 1_000_000, 5_000_000)) {
        if (users > MOST_USERS) {
          break;
        }
        fill(database, before, users);
        if (before == 0) {
          events(project, random, users);
        }
        before = users;
        long[] nanos = events(project, random, users);
        long micros = nanos[BATCHES / 2] / BATCH / 1_000;
        figures.line(
            "%,d".formatted(users), micros + " µs", nanos[BATCHES - 1] / BATCH / 1_000 + " µs");
        plot.add(users, (double) micros);
      }
      figures.keep();
      plot.write(DOCS.resolve("growth-users.svg"));
    }
  }

  @Test
  void projects() throws Exception {
    Figures figures =
        new Figures(
            "growth-projects",
            "idle projects",
            "CPU of the server, each",
            "CPU of Postgres, each",
            "connections, each",
            "resident");
    Plot plot = new Plot("CPU for an idle project: milliseconds a second", "projects");
    try (RunningServer server = RunningServer.start(folder);
        RunningMock mock = new RunningMock(new MovableClock());
        RollcallClient client = server.client();
        Connection superuser = server.superuser()) {
      ProcessHandle java = ProcessHandle.of(server.pid()).orElseThrow();
      ProcessHandle postgres = server.postgres().orElseThrow();
      client.connect(mock);
      int there = 1;
      for (int projects : List.of(1, 10, 100)) {
        if (projects > MOST_PROJECTS) {
          break;
        }
        for (; there < projects; there++) {
          add(client, mock, "p" + there);
        }
        Thread.sleep(IDLE);
        Duration ours = Usage.own(java);
        Duration theirs = Usage.cpu(postgres);
        Thread.sleep(IDLE);
        double javaMillis = millis(ours, Usage.own(java), projects);
        double postgresMillis = millis(theirs, Usage.cpu(postgres), projects);
        figures.line(
            String.valueOf(projects),
            "%.2f ms/s".formatted(javaMillis),
            "%.2f ms/s".formatted(postgresMillis),
            "%.2f".formatted(connections(superuser) / (double) projects),
            Usage.resident(server.pid()) + " MB");
        plot.add(projects, javaMillis + postgresMillis);
      }
      figures.keep();
      plot.write(DOCS.resolve("growth-projects.svg"));
    }
  }

  private static void add(RollcallClient client, RunningMock mock, String id) {
    client.json("POST", "/projects", "{\"project\":{\"id\":\"" + id + "\"}}");
    client.json(
        "PUT",
        "/projects/" + id + "/provider",
        """
        {"auth_provider":"mock","settings":{"url":"%s","secret_key":"%s"}}
        """
            .formatted(mock.url(), RunningMock.KEY));
  }

  /// Of one project in one second.
  private static double millis(Duration before, Duration after, int projects) {
    return after.minus(before).toNanos() / 1e6 / IDLE.toSeconds() / projects;
  }

  private static long connections(Connection superuser) throws SQLException {
    try (Statement statement = superuser.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select count(*) from pg_stat_activity
                 where backend_type = 'client backend' and pid <> pg_backend_pid()
                   and datname not in ('postgres', 'rollcall_control', 'rollcall')
                """)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void fill(Database database, int from, int to) {
    database.inTransaction(tx -> {
      tx.update(
          """
          insert into neon_auth.users_sync (raw_json)
          select jsonb_build_object('id', 'u' || i, 'display_name', 'User ' || i,
                   'primary_email', i || '@example.com', 'signed_up_at_millis', 1700000000000)
            from generate_series(?::int, ?::int) as i
          """,
          from,
          to - 1);
      return true;
    });
    database.inOneQuery(tx -> tx.update("vacuum analyze neon_auth.users_sync"));
  }

  /// Changes of users chosen by chance; how long each batch took, the quickest first.
  private static long[] events(ProjectFixture project, Random random, int users) {
    long[] nanos = new long[BATCHES];
    for (int batch = 0; batch < BATCHES; batch++) {
      List<String> payloads =
          random
              .ints(BATCH, 0, users)
              .distinct()
              .mapToObj(user ->
                  "changed u%d 1700000000000 %d N%d"
                      .formatted(user, 1_700_000_000_001L + random.nextInt(), user))
              .toList();
      long began = System.nanoTime();
      project.receiveAll(payloads);
      project.applyAll();
      nanos[batch] = System.nanoTime() - began;
    }
    assertThat(project.strings("select count(*) from rollcall.inbox where settled_at is null"))
        .containsExactly("0");
    Arrays.sort(nanos);
    return nanos;
  }
}

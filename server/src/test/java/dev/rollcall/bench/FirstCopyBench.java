package dev.rollcall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.mock.MockDialect;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.RunningMock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first copy of many users from the mock's listing, over HTTP, against Postgres' own COPY of
/// the same rows from a file on its disk into the same table with its indexes; and a second
/// comparison, in which nothing has changed.
@Tag("bench")
class FirstCopyBench {
  private static final Logger LOG = LoggerFactory.getLogger(FirstCopyBench.class);
  private static final int USERS = Integer.getInteger("bench.users", 1_000_000);

  @TempDir Path folder;

  @Test
  void first_copy_against_copy() throws Exception {
    try (DurablePostgres postgres = new DurablePostgres(folder);
        RunningMock mock = new RunningMock(new MovableClock())) {
      mock.json("POST", "/generate", "{\"count\":" + USERS + "}");
      Database target = postgres.create("target");
      ProjectFixture.migrate(target, UsersTable.USUAL);
      MovableClock clock = new MovableClock();
      Connector connector =
          new MockDialect()
              .connector(
                  new ProviderSettings(Map.of("url", mock.url(), "secret_key", RunningMock.KEY)),
                  new HttpCaller(new EgressGuard(true), clock),
                  clock);
      ProjectFixture project =
          new ProjectFixture(
              target, UsersTable.USUAL, RemoveDeleted.NEVER, connector, clock, 4_000);

      double first = seconds(() -> report("first copy", project.compare()));
      double second = seconds(() -> report("second comparison", project.compare()));
      script(
          target,
          """
          update neon_auth.users_sync set raw_json = raw_json || '{"plan":"another"}'
           where right(id, 1) = '7'
          """);
      double third = seconds(() -> report("a tenth changed", project.compare()));
      String file = folder.resolve("data").resolve("rows.copy").toString();
      script(
          target, "copy (select raw_json, updated_at from neon_auth.users_sync) to '" + file + "'");
      Database plain = postgres.create("plain");
      ProjectFixture.migrate(plain, UsersTable.USUAL);
      double copy =
          seconds(() ->
              script(
                  plain, "copy neon_auth.users_sync (raw_json, updated_at) from '" + file + "'"));

      Figures figures =
          new Figures("first-copy", "what, with " + USERS + " users", "seconds", "users/s");
      row(figures, "first copy", first);
      row(figures, "bare `COPY` of the same rows from a local file", copy);
      row(figures, "comparison, nothing changed", second);
      row(figures, "comparison, a tenth of the rows changed", third);
      figures.line("rate of the first copy / of `COPY`", "**" + round(copy / first) + "**", "");
      figures.line(
          "first copy / comparison, nothing changed", "**" + round(first / second) + "**", "");
      figures.line(
          "first copy / comparison, a tenth changed", "**" + round(first / third) + "**", "");
      figures.keep();
      assertThat(project.strings("select count(*) from neon_auth.users_sync"))
          .containsExactly(String.valueOf(USERS));
    }
  }

  private static void row(Figures figures, String what, double seconds) {
    figures.line(
        what, String.valueOf(round(seconds)), "%,d".formatted(Math.round(USERS / seconds)));
  }

  private static void report(String what, Comparison comparison) {
    LOG.info(
        "{}: state={} listed={} inserted={} updated={} waiting for pages={} ms, in Postgres={} ms",
        what,
        comparison.state(),
        comparison.listed(),
        comparison.inserted(),
        comparison.updated(),
        comparison.httpMillis(),
        comparison.mergeMillis());
  }

  private static void script(Database database, String sql) {
    database.inTransaction(tx -> {
      tx.script(sql);
      return true;
    });
  }

  private static double seconds(Work work) throws SQLException {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private interface Work {
    void run() throws SQLException;
  }
}

package dev.rollcall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.http.HttpDoor;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Pools;
import dev.rollcall.project.UsersTable;
import dev.rollcall.rls.RowSecurity;
import dev.rollcall.sqlhttp.SqlLimits;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.SqlServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// `/sql` with a token against the same query by bare pgjdbc behind the same kind of HTTP server; a
/// scan whose policy has the identity of a token against one whose policy has a literal; and many
/// clients beside pgbench.
@Tag("bench")
class SqlHttpBench {
  private static final Logger LOG = LoggerFactory.getLogger(SqlHttpBench.class);
  private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 5));
  private static final String POINT = "select body from item where id = $1";

  private static final int PAIRS = Integer.getInteger("bench.pairs", 40);
  private static final String IDENTITY = "(select auth.user_id()) = user_id";
  private static final String LITERAL = "'user 7' = user_id";

  private static final String SCAN = "select count(*), max(length(body)) from item";

  @TempDir Path folder;

  @Test
  void sql_over_http_against_bare_pgjdbc_and_pgbench() throws Exception {
    try (DurablePostgres postgres = new DurablePostgres(folder)) {
      Database database = postgres.create("bench");
      fill(database);
      String url = url(database);
      try (SqlServer server = new SqlServer(database, url, SqlLimits.USUAL);
          HikariDataSource pool =
              Pools.open(url, "bench_user", "bench", SqlLimits.USUAL.connections(), true)) {
        HttpDoor bare = new HttpDoor("127.0.0.1", 0, routes -> routes.post("/bare", bare(pool)));
        bare.start();
        URI sql = server.nobody().url();
        URI bareUrl = URI.create("http://127.0.0.1:" + bare.port());
        long began = System.nanoTime();
        ask(sql, "/sql").ask();
        double cold = (System.nanoTime() - began) / 1e6;
        latency(sql, bareUrl, cold);
        scan(sql, database);
        throughput(sql, bareUrl, url);
        bare.stop();
      }
    }
  }

  private static void latency(URI sql, URI bare, double cold) throws Exception {
    LOG.info(
        "first request on a new connection {} ms; one client: {}",
        Math.round(cold * 10) / 10.0,
        inTurns(List.of(ask(sql, "/sql")), List.of(ask(bare, "/bare"))));
  }

  /// Both in turns; the first turn is for warming up.
  private static String inTurns(List<Load.Request> sql, List<Load.Request> bare) throws Exception {
    List<Load.Round> ours = new ArrayList<>();
    List<Load.Round> theirs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Load.Round one = Load.run(sql, TIME.dividedBy(2));
      Load.Round other = Load.run(bare, TIME.dividedBy(2));
      if (i > 0) {
        ours.add(one);
        theirs.add(other);
      }
    }
    return "/sql " + Load.Round.median(ours) + "; bare pgjdbc " + Load.Round.median(theirs);
  }

  /// The same table, role, connection and plan: only what the policy compares with changes. Pairs
  /// in turns, since a machine is faster at one time than at another.
  private static void scan(URI sql, Database database) throws IOException {
    double[] identity = new double[PAIRS];
    double[] literal = new double[PAIRS];
    double[] ratio = new double[PAIRS];
    try (KeepAlive client = new KeepAlive(sql)) {
      for (int i = -3; i < PAIRS; i++) {
        boolean identityFirst = i % 2 == 0;
        double first = scan(client, database, identityFirst ? IDENTITY : LITERAL);
        double second = scan(client, database, identityFirst ? LITERAL : IDENTITY);
        if (i >= 0) {
          identity[i] = identityFirst ? first : second;
          literal[i] = identityFirst ? second : first;
          ratio[i] = identity[i] / literal[i];
        }
      }
    }
    LOG.info(
        "scan of {} rows, {} pairs: identity {} ms, literal {} ms, ratio {}",
        ROWS,
        PAIRS,
        spread(identity),
        spread(literal),
        spread(ratio));
  }

  /// The least of a few, in milliseconds, once the policy is known to the connection.
  private static double scan(KeepAlive client, Database database, String policy)
      throws IOException {
    database.inTransaction(tx -> {
      tx.script("alter policy own on public.item using (" + policy + ")");
      return true;
    });
    String body = body(SCAN, List.of());
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long began = System.nanoTime();
      assertThat(client.send("POST", "/sql", headers(), body)).contains("\"" + ROWS / 10 + "\"");
      if (i > 0) {
        least = Math.min(least, (System.nanoTime() - began) / 1e6);
      }
    }
    return least;
  }

  private static String spread(double[] all) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    return "%.3f (a quarter below %.3f, a quarter above %.3f)"
        .formatted(
            sorted[sorted.length / 2], sorted[sorted.length / 4], sorted[sorted.length * 3 / 4]);
  }

  private void throughput(URI sql, URI bare, String url) throws Exception {
    List<Load.Request> many = new ArrayList<>();
    List<Load.Request> manyBare = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      many.add(ask(sql, "/sql"));
      manyBare.add(ask(bare, "/bare"));
    }
    LOG.info("64 clients: {}", inTurns(many, manyBare));
    LOG.info("64 clients: pgbench {}", pgbench(url));
  }

  private String pgbench(String url) throws IOException, InterruptedException {
    Path script = folder.resolve("point.sql");
    Files.writeString(
        script, "\\set id random(1, " + ROWS + ")\nselect body from item where id = :id;\n");
    URI place = URI.create(url.substring("jdbc:".length()));
    ProcessBuilder builder =
        new ProcessBuilder(
            "pgbench",
            "-n",
            "-M",
            "extended",
            "-c",
            "64",
            "-j",
            "2",
            "-T",
            String.valueOf(TIME.toSeconds()),
            "-f",
            script.toString(),
            "-h",
            place.getHost(),
            "-p",
            String.valueOf(place.getPort()),
            "-U",
            "bench_user",
            place.getPath().substring(1));
    builder.environment().put("PGPASSWORD", "bench");
    builder.redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (IOException missing) {
      return "is not on this machine";
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(1, TimeUnit.MINUTES);
    return text.lines()
        .filter(line -> line.startsWith("tps") || line.startsWith("latency average"))
        .toList()
        .toString();
  }

  private static Load.Request ask(URI server, String path) throws IOException {
    KeepAlive client = new KeepAlive(server);
    return () -> {
      long id = Math.abs(System.nanoTime() % ROWS) + 1;
      assertThat(client.send("POST", path, headers(), body(POINT, List.of(String.valueOf(id)))))
          .contains("rows");
    };
  }

  private static String headers() {
    return String.join(
            "\r\n",
            "neon-connection-string: postgresql://authenticated@db.example.com/bench",
            "authorization: Bearer user 7",
            "neon-raw-text-output: true",
            "neon-array-mode: true")
        + "\r\n";
  }

  private static String body(String query, List<String> params) {
    return Json.MAPPER.writeValueAsString(Map.of("query", query, "params", params));
  }

  /// The same query by pgjdbc, as a role that no policy binds, on a pooled connection.
  private static Handler bare(HikariDataSource pool) {
    Database database = new Database(pool);
    return (ServerRequest request, ServerResponse response) -> {
      JsonNode json = Json.MAPPER.readTree(request.content().as(byte[].class));
      long id = Long.parseLong(json.at("/params/0").stringValue());
      List<List<String>> rows =
          database.inTransaction(tx ->
              tx.all(
                  "select body from public.plain where id = ?",
                  row -> List.of(row.getString(1)),
                  id));
      JsonAnswer.ok(Map.of("rows", rows)).send(response);
    };
  }

  private static void fill(Database database) {
    ProjectFixture.migrate(database, UsersTable.USUAL);
    new RowSecurity(database, UsersTable.USUAL).enable();
    database.inTransaction(tx -> {
      tx.script(
          """
          create table public.item (id int primary key, user_id text, body text);
          insert into public.item
          select n, 'user ' || n % 10, 'body ' || n from generate_series(1, ROWS) n;
          create table public.plain as select * from public.item;
          alter table public.plain add primary key (id);
          alter table public.item enable row level security;
          create policy own on public.item using (IDENTITY);
          create role bench_user login password 'bench' bypassrls;
          grant usage on schema public to authenticated, bench_user;
          grant select on public.item, public.plain to authenticated, bench_user;
          """
              .replace("ROWS", String.valueOf(ROWS))
              .replace("IDENTITY", IDENTITY));
      return true;
    });
    try (var connection = database.source().getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      statement.execute("vacuum analyze");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String url(Database database) {
    return ((HikariDataSource) database.source()).getJdbcUrl();
  }
}

package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.embedded.EmbeddedPostgres;
import dev.rollcall.postgres.embedded.PostgresArchive;
import dev.rollcall.postgres.embedded.PostgresPlace;
import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.StartedApp;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A whole server whose Postgres is somebody else's: it may be away, and others may change what is
/// in it.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GONE =
      "The table neon_auth.users_sync is gone. Rename it back if it was renamed, or restart Rollcall"
          + " to have it made and filled anew";
  private static final String ALTERED =
      "The table neon_auth.users_sync has no column 'email'. Mend it with: alter table"
          + " neon_auth.users_sync add column email text generated always as ((raw_json ->>"
          + " 'primary_email'::text)) stored";

  private final AtomicInteger databases = new AtomicInteger();
  private PostgresPlace place;
  private EmbeddedPostgres postgres;
  private String database;
  private Path folder;
  private RunningMock mock;
  private StartedApp server;
  private RollcallClient client;

  @BeforeAll
  void startPostgres(@TempDir Path shared) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    place =
        new PostgresPlace(
            PostgresArchive.bundled(),
            shared.resolve("programs"),
            shared.resolve("data"),
            "test",
            port,
            PostgresPlace.RELAXED,
            PostgresPlace.BUILTIN_LOCALE);
    postgres = EmbeddedPostgres.start(place);
  }

  @AfterAll
  void stopPostgres() {
    postgres.stop();
  }

  @BeforeEach
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    // The one that runs, or another where a test that failed left none.
    postgres = EmbeddedPostgres.start(place);
    database = "outage_" + databases.incrementAndGet();
    execute("postgres", "create database " + database);
    mock = new RunningMock(new MovableClock());
    mock.create("ada");
    startServer();
    client.connect(mock);
  }

  @AfterEach
  void stop() {
    server.close();
    mock.close();
  }

  @Test
  void while_postgres_is_away_events_are_refused_and_afterwards_all_is_made_good() {
    await().atMost(PATIENCE).until(() -> comparisons() == 1);
    postgres.stop();

    HttpResponse<String> refused =
        client.send(client.signed("refused", MockEvent.of("ada", 1, "Lost")));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("5");
    assertThat(refused.body())
        .contains("not_stored", "The event could not be stored just now. Deliver it again.");
    await()
        .atMost(PATIENCE)
        .until(() ->
            client
                .troubles()
                .path("apply default")
                .stringValue("")
                .startsWith("The project's database is away: "));
    assertThat(client.health().statusCode()).isEqualTo(503);
    HttpResponse<String> status = client.call("GET", "/status", "");
    assertThat(status.statusCode()).isEqualTo(503);
    assertThat(status.body()).contains("\"code\":\"database_away\"", "The database is away: ");
    assertThat(status.headers().firstValue("retry-after")).hasValue("5");
    mock.create("bob");
    mock.json("DELETE", "/users/ada", "");

    postgres = EmbeddedPostgres.start(place);

    await().atMost(PATIENCE).until(() -> client.health().statusCode() == 200);
    assertThat(client.user("bob").path("name").stringValue()).isEqualTo("bob");
    await().atMost(PATIENCE).until(() -> client.user("ada").path("deleted_at").isString());
    await().atMost(PATIENCE).until(() -> comparisons() > 1);
    assertThat(client.deliver("again", MockEvent.of("eve", 1, "Eve"))).isEqualTo(200);
    assertThat(client.settled("again").path("outcome").stringValue()).isEqualTo("applied");
  }

  @Test
  void a_renamed_table_stops_applying_with_a_sentence_and_nothing_is_lost() throws Exception {
    execute(database, "alter table neon_auth.users_sync rename to users_of_old");

    assertThat(client.deliver("waits", MockEvent.of("ada", 1, "Countess"))).isEqualTo(200);
    awaitTrouble(GONE);
    assertThat(status().path("troubles").path("apply default").stringValue()).isEqualTo(GONE);
    assertThat(status().path("healthy").booleanValue()).isFalse();
    assertThat(client.call("GET", "/projects/default/users", "").statusCode()).isEqualTo(503);
    assertThat(client.find("waits").orElseThrow().path("outcome").stringValue())
        .isEqualTo("waiting");

    execute(database, "alter table neon_auth.users_of_old rename to users_sync");

    assertThat(client.settled("waits").path("outcome").stringValue()).isEqualTo("applied");
    assertThat(client.user("ada").path("name").stringValue()).isEqualTo("Countess");
    await().atMost(PATIENCE).until(() -> client.health().statusCode() == 200);
  }

  @Test
  void an_altered_table_is_noticed_before_an_event_comes() throws Exception {
    execute(database, "alter table neon_auth.users_sync drop column email");

    awaitTrouble(ALTERED);
    assertThat(client.deliver("waits", MockEvent.of("ada", 1, "Countess"))).isEqualTo(200);

    execute(
        database,
        "alter table neon_auth.users_sync"
            + " add email text generated always as (raw_json ->> 'primary_email') stored");
    assertThat(client.settled("waits").path("outcome").stringValue()).isEqualTo("applied");
    await().atMost(PATIENCE).until(() -> client.health().statusCode() == 200);
  }

  @Test
  void a_dropped_table_is_made_and_filled_anew_by_a_restart() throws Exception {
    execute(database, "drop table neon_auth.users_sync");
    awaitTrouble(GONE);

    server.close();
    startServer();

    assertThat(client.user("ada").path("name").stringValue()).isEqualTo("ada");
    await().atMost(PATIENCE).until(() -> client.health().statusCode() == 200);
  }

  @Test
  void a_row_that_somebody_holds_delays_its_user_only() throws Exception {
    try (Connection holder = connection(database);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("select from neon_auth.users_sync where id = 'ada' for update");

      client.deliver("held", MockEvent.of("ada", 1, "Countess"));
      client.deliver("free", MockEvent.of("eve", 1, "Eve"));

      assertThat(client.settled("free").path("outcome").stringValue()).isEqualTo("applied");
      await()
          .atMost(PATIENCE)
          .until(() -> client.find("held").orElseThrow().path("attempts").asInt() > 1);
      assertThat(client.find("held").orElseThrow().path("reason").stringValue())
          .isEqualTo("The user's row is locked by another transaction");
      assertThat(client.health().statusCode()).isEqualTo(200);
      holder.rollback();
    }

    assertThat(client.settled("held").path("outcome").stringValue()).isEqualTo("applied");
    assertThat(client.user("ada").path("name").stringValue()).isEqualTo("Countess");
  }

  private void startServer() throws Exception {
    server =
        StartedApp.start(
            folder.resolve("data"),
            Map.of(
                "database_url",
                "postgresql://postgres:test@127.0.0.1:" + place.port() + "/" + database));
    client = server.client();
  }

  private void awaitTrouble(String sentence) {
    await()
        .atMost(PATIENCE)
        .until(() -> client.troubles().path("apply default").stringValue("").equals(sentence));
    assertThat(client.health().statusCode()).isEqualTo(503);
  }

  private int comparisons() throws SQLException {
    return Integer.parseInt(
        server
            .strings("select count(*) from rollcall.comparison where state = 'finished'")
            .getFirst());
  }

  private tools.jackson.databind.JsonNode status() {
    return Json.MAPPER.readTree(client.call("GET", "/status", "").body());
  }

  private void execute(String where, String sql) throws SQLException {
    try (Connection connection = connection(where);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connection(String where) throws SQLException {
    return DriverManager.getConnection(postgres.url(where), "postgres", "test");
  }
}

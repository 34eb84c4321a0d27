package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.Database;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.StartedApp;
import dev.rollcall.testing.TestPostgres;
import dev.rollcall.testing.WatchedConnections;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server says of itself to those who would restart it or send it requests.
class HealthTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestPostgres postgres = TestPostgres.newest();
  private final MovableClock clock = new MovableClock();
  private final HikariDataSource pool = postgres.pool("postgres");

  @AfterEach
  void close() {
    pool.close();
  }

  @Tag("slow")
  @Test
  void a_project_whose_database_is_away_is_named_and_the_server_is_live_and_ready(
      @TempDir Path folder) throws Exception {
    String control = postgres.create();
    String shop = postgres.create();
    try (StartedApp server =
        StartedApp.start(folder, Map.of("database_url", postgres.operatorUrl(control)))) {
      RollcallClient client = server.client();
      client.json(
          "POST",
          "/projects",
          Json.MAPPER.writeValueAsString(
              Map.of("project", Map.of("id", "shop", "database_url", postgres.operatorUrl(shop)))));
      assertThat(get(client, "/health/ready").body())
          .isEqualTo(
              """
              {"status":"ready","reasons":{},"projects":{"default":{"status":"ok","troubles":{}},\
              "shop":{"status":"ok","troubles":{}}}}\
              """);

      postgres.drop(shop);

      await().atMost(PATIENCE).until(() -> get(client, "/health").statusCode() == 503);
      assertThat(get(client, "/health/live").statusCode()).isEqualTo(200);
      HttpResponse<String> ready = get(client, "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(Json.MAPPER.readTree(ready.body()).at("/projects/default/status").stringValue())
          .isEqualTo("ok");
      assertThat(Json.MAPPER.readTree(ready.body()).at("/projects/shop/status").stringValue())
          .isEqualTo("troubled");
    } finally {
      postgres.drop(control);
    }
  }

  @Test
  void a_control_database_that_is_away_is_asked_once_a_second_at_most() {
    AtomicReference<SQLException> failure = new AtomicReference<>();
    AtomicInteger asked = new AtomicInteger();
    ControlCheck check =
        check(call -> {
          if (call.equals("getConnection")) {
            asked.incrementAndGet();
            if (failure.get() != null) {
              throw failure.get();
            }
          }
        });

    assertThat(check.trouble()).isEmpty();
    failure.set(new SQLException("connection refused", "08001"));
    assertThat(check.trouble()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(check.trouble()).hasValue("The control database is away: connection refused");
    assertThat(check.trouble()).hasValue("The control database is away: connection refused");
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_control_database_that_says_nothing_is_waited_for_a_second() {
    CountDownLatch never = new CountDownLatch(1);
    ControlCheck check =
        check(call -> {
          try {
            never.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });

    assertThat(check.trouble()).hasValue("The control database did not answer within 1 s");
    never.countDown();
  }

  private ControlCheck check(WatchedConnections.Watch watch) {
    return new ControlCheck(new Database(WatchedConnections.of(pool, watch)), clock);
  }

  private static HttpResponse<String> get(RollcallClient client, String path) {
    return client.send(client.request(path));
  }
}

package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.SignInClient;
import dev.rollcall.testing.StartedApp;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// A whole server whose projects nobody uses. The default one has the built-in provider; `shop` has
/// one that is asked for news every second.
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class RestingServerTest {
  /// So a project at rest is looked at every 12 to 18 seconds, which is later than any test waits.
  private static final Map<String, String> SETTINGS = Map.of("rest_after", "5s");

  private static final Duration SOON = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RunningMock mock = new RunningMock(new MovableClock());
  private final HookReceiver receiver = new HookReceiver();
  private Path data;
  private StartedApp server;
  private RollcallClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    data = folder.resolve("data");
    server = StartedApp.start(data, SETTINGS);
    client = server.client();
    client.json("POST", "/projects", "{\"project\":{\"id\":\"shop\"}}");
    client.json(
        "PUT",
        "/projects/shop/provider",
        """
        {"auth_provider":"mock","settings":{"url":"%s","secret_key":"%s","webhook_secret":"%s"}}
        """
            .formatted(mock.url(), RunningMock.KEY, RollcallClient.WEBHOOK_SECRET));
    for (String project : new String[] {"default", "shop"}) {
      client.json(
          "POST",
          "/projects/" + project + "/webhooks",
          "{\"url\":\"" + receiver.url("/" + project) + "\"}");
    }
  }

  @BeforeEach
  void awaitRest() {
    await().atMost(PATIENCE).until(() -> connections() == 0);
  }

  @AfterAll
  void stop() {
    server.close();
    mock.close();
    receiver.close();
  }

  @Test
  void who_looks_at_it_leaves_no_connection_behind() {
    assertThat(client.health().statusCode()).isEqualTo(200);
    client.json("/status");
    client.json("/doctor");
    client.json("/projects/shop/users");
    client.json("/projects/shop/events");

    await().atMost(SOON).until(() -> connections() == 0);
  }

  @Test
  void a_webhook_is_applied_and_told_at_once() {
    int status =
        client
            .send(
                client
                    .signed("e1", MockEvent.of("ada", 1, "Ada"))
                    .uri(URI.create(server.app().url() + "/webhooks/shop")))
            .statusCode();

    assertThat(status).isEqualTo(200);
    await().atMost(SOON).until(() -> receiver.told("/shop").contains("user.created ada"));
  }

  @Test
  void news_of_a_provider_that_is_asked_are_applied_and_told_at_once() {
    mock.create("bob");

    await().atMost(SOON).until(() -> receiver.told("/shop").contains("user.created bob"));
  }

  @Test
  void a_sign_up_is_told_at_once() {
    SignInClient people = SignInClient.to(server.app().url(), data);

    assertThat(people.signUp("1.2.3.4", "ada@example.com", "correct horse 1").statusCode())
        .isEqualTo(200);

    await().atMost(SOON).until(() -> receiver.at("/default").size() == 1);
  }

  /// Those to the projects' databases.
  private long connections() throws Exception {
    DatabaseLogin login = server.app().defaultLogin().orElseThrow();
    String password = Files.readString(data.resolve("postgres.password")).strip();
    try (Connection superuser = DriverManager.getConnection(login.jdbcUrl(), "postgres", password);
        Statement statement = superuser.createStatement()) {
      return count(statement);
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet row =
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
}

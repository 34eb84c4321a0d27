package dev.rollcall.faults;

import dev.rollcall.postgres.embedded.EmbeddedPostgres;
import dev.rollcall.postgres.embedded.PostgresArchive;
import dev.rollcall.postgres.embedded.PostgresPlace;
import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A durable Postgres that is somebody else's, for servers that share it or are cut off from it.
final class OutsidePostgres implements AutoCloseable {
  private static final String MASTER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";

  private final PostgresPlace place;
  private EmbeddedPostgres postgres;

  /// @param data where its data are
  OutsidePostgres(Path programs, Path data) throws Exception {
    place =
        new PostgresPlace(
            PostgresArchive.bundled(),
            programs,
            data,
            "test",
            freePort(),
            List.of(),
            PostgresPlace.BUILTIN_LOCALE);
    postgres = EmbeddedPostgres.start(place);
    execute("postgres", "create database shared");
  }

  /// Starts a server over it.
  RunningServer server(Path folder) throws IOException {
    return server(folder, port(), Map.of());
  }

  /// @param reachedAt the port at which the server finds it
  /// @param more of the environment
  RunningServer server(Path folder, int reachedAt, Map<String, String> more) throws IOException {
    Map<String, String> environment = new TreeMap<>(more);
    environment.put(
        "DATABASE_URL", "postgresql://postgres:test@127.0.0.1:" + reachedAt + "/shared");
    environment.put("ROLLCALL_MASTER_KEY", MASTER_KEY);
    return RunningServer.start(Files.createDirectories(folder), environment);
  }

  /// As a server is given it.
  String url(String database) {
    return "postgresql://postgres:test@127.0.0.1:" + port() + "/" + database;
  }

  int port() {
    return place.port();
  }

  Connection connection() throws SQLException {
    return connection("shared");
  }

  private Connection connection(String database) throws SQLException {
    return DriverManager.getConnection(postgres.url(database), "postgres", "test");
  }

  void execute(String sql) throws SQLException {
    execute("shared", sql);
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = connection(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Has it be away for a while.
  void awayFor(Duration time) throws InterruptedException {
    postgres.stop();
    Thread.sleep(time);
    postgres = EmbeddedPostgres.start(place);
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() {
    postgres.stop();
  }
}

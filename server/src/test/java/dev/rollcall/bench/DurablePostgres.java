package dev.rollcall.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Pools;
import dev.rollcall.postgres.embedded.EmbeddedPostgres;
import dev.rollcall.postgres.embedded.PostgresArchive;
import dev.rollcall.postgres.embedded.PostgresPlace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// An embedded Postgres with the settings that users get: durable.
final class DurablePostgres implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final List<HikariDataSource> pools = new ArrayList<>();

  DurablePostgres(Path folder) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server =
        EmbeddedPostgres.start(
            new PostgresPlace(
                PostgresArchive.bundled(),
                folder.resolve("programs"),
                folder.resolve("data"),
                "bench",
                port,
                List.of(),
                PostgresPlace.BUILTIN_LOCALE));
  }

  /// A new database.
  Database create(String name) throws SQLException {
    HikariDataSource admin = pool("postgres");
    try (Connection connection = admin.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return new Database(pool(name));
  }

  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
    server.stop();
  }

  private HikariDataSource pool(String database) {
    // Some of the statements here take minutes.
    String url = server.url(database) + "?socketTimeout=0";
    HikariDataSource pool =
        Pools.open(url, EmbeddedPostgres.SUPERUSER, server.password(), 12, true);
    pools.add(pool);
    return pool;
  }
}

package dev.rollcall.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.embedded.EmbeddedPostgres;
import dev.rollcall.postgres.embedded.PostgresArchive;
import dev.rollcall.postgres.embedded.PostgresPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A Postgres server for the whole test run, quick and forgetful: started when the first test asks
/// for it, stopped when the JVM ends.
public final class TestPostgres {
  private static final String USER = EmbeddedPostgres.SUPERUSER;
  private static final String PASSWORD = "test";
  private static final int FIRST_WITH_STRATEGY = 15;
  private static final int FIRST_WITH_BUILTIN_LOCALE = 17;

  private final EmbeddedPostgres server;
  private final String copying;
  private final AtomicInteger count = new AtomicInteger();
  private final Set<String> templates = new HashSet<>();

  private TestPostgres(EmbeddedPostgres server, int major) {
    this.server = server;
    // Not through the write-ahead log, which nobody will read.
    this.copying = major < FIRST_WITH_STRATEGY ? "" : " strategy file_copy";
  }

  /// The Postgres that comes with Rollcall.
  public static TestPostgres newest() {
    return Newest.SERVER;
  }

  /// The oldest Postgres that Rollcall promises to work with.
  public static TestPostgres oldest() {
    return Oldest.SERVER;
  }

  /// A Postgres between those two, which is there for `-Ddose=long` only.
  public static TestPostgres between(int major) {
    return Between.SERVERS.computeIfAbsent(major, Between::start);
  }

  /// A new, empty database; answers its name.
  public String create() {
    String name = "test_" + count.incrementAndGet();
    execute("create database " + name + copying);
    return name;
  }

  /// A new database that is a copy of `template`, which `migrate` fills when it is first asked for.
  public String create(String template, Consumer<Database> migrate) {
    fill(template, migrate);
    String name = "test_" + count.incrementAndGet();
    execute("create database " + name + " template template_" + template + copying);
    return name;
  }

  /// Drops a database and whatever is still connected to it.
  public void drop(String name) {
    execute("drop database " + name + " with (force)");
  }

  /// A JDBC URL that holds user and password.
  public String url(String database) {
    return server.url(database) + "?user=" + USER + "&password=" + PASSWORD;
  }

  /// The same as an operator gives it to a server.
  public String operatorUrl(String database) {
    return server
        .url(database)
        .replaceFirst("^jdbc:postgresql://", "postgresql://" + USER + ":" + PASSWORD + "@");
  }

  /// A pool of connections that are opened when they are needed.
  public HikariDataSource pool(String database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(database));
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(10);
    config.setPoolName(database);
    return new HikariDataSource(config);
  }

  private synchronized void fill(String template, Consumer<Database> migrate) {
    if (templates.contains(template)) {
      return;
    }
    String name = "template_" + template;
    execute("create database " + name);
    try (HikariDataSource pool = pool(name)) {
      migrate.accept(new Database(pool));
    } catch (RuntimeException failure) {
      drop(name);
      throw failure;
    }
    // A connection that the migration left behind would keep Postgres from copying it.
    execute("alter database " + name + " allow_connections false");
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
    templates.add(template);
  }

  private void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException("The test Postgres refused: " + sql, failure);
    }
  }

  private static TestPostgres start(PostgresArchive archive, List<String> locale) {
    try {
      RunFolder folder = RunFolder.create(archive.name());
      List<String> settings = new ArrayList<>(PostgresPlace.RELAXED);
      settings.add("shared_buffers = 64MB");
      EmbeddedPostgres server =
          EmbeddedPostgres.start(
              new PostgresPlace(
                  archive, RunFolder.programs(), folder.data(), PASSWORD, 0, settings, locale));
      Thread end =
          new Thread(() -> {
            server.stop();
            folder.delete();
          });
      Runtime.getRuntime().addShutdownHook(end);
      return new TestPostgres(server, Integer.parseInt(archive.name().replaceFirst("\\..*", "")));
    } catch (IOException failure) {
      throw new UncheckedIOException("The test Postgres has no folder or no port", failure);
    }
  }

  private static final class Between {
    static final Map<Integer, TestPostgres> SERVERS = new ConcurrentHashMap<>();

    static TestPostgres start(int major) {
      Path jar =
          Path.of(System.getProperty("rollcall.test.postgres.oldest", ""))
              .resolveSibling("postgres-" + major + ".jar");
      List<String> locale =
          major < FIRST_WITH_BUILTIN_LOCALE ? PostgresPlace.C_LOCALE : PostgresPlace.BUILTIN_LOCALE;
      return TestPostgres.start(new PostgresArchive(String.valueOf(major), jar), locale);
    }
  }

  private static final class Newest {
    static final TestPostgres SERVER =
        start(PostgresArchive.bundled(), PostgresPlace.BUILTIN_LOCALE);
  }

  private static final class Oldest {
    static final TestPostgres SERVER =
        start(
            new PostgresArchive(
                "14", Path.of(System.getProperty("rollcall.test.postgres.oldest", ""))),
            PostgresPlace.C_LOCALE);
  }
}

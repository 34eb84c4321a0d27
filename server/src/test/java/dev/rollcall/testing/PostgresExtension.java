package dev.rollcall.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.postgres.Database;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A fresh database for each test, on one server for the whole run.
public final class PostgresExtension implements BeforeEachCallback, AfterEachCallback {
  private final Supplier<TestPostgres> server;
  private final Function<TestPostgres, String> create;
  private @Nullable Fresh fresh;

  /// Empty databases on the newest Postgres.
  public PostgresExtension() {
    this(TestPostgres::newest, TestPostgres::create);
  }

  private PostgresExtension(Supplier<TestPostgres> server, Function<TestPostgres, String> create) {
    this.server = server;
    this.create = create;
  }

  /// The same on the oldest Postgres that we promise to work with.
  public static PostgresExtension oldest() {
    return new PostgresExtension(TestPostgres::oldest, TestPostgres::create);
  }

  /// The same on a Postgres between those, for `-Ddose=long`.
  public static PostgresExtension between(int major) {
    return new PostgresExtension(() -> TestPostgres.between(major), TestPostgres::create);
  }

  /// The same with databases that `migrate` has filled. It runs once for each `template`, a name of
  /// lower case letters, digits and underscores; the tests get copies.
  public PostgresExtension withTemplate(String template, Consumer<Database> migrate) {
    return new PostgresExtension(server, postgres -> postgres.create(template, migrate));
  }

  public Database database() {
    return new Database(dataSource());
  }

  public HikariDataSource dataSource() {
    return current().pool;
  }

  /// A JDBC URL that holds user and password.
  public String url() {
    return server.get().url(current().name);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    TestPostgres postgres = server.get();
    String name = create.apply(postgres);
    fresh = new Fresh(name, postgres.pool(name));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Fresh current = fresh;
    if (current != null) {
      fresh = null;
      current.pool.close();
      server.get().drop(current.name);
    }
  }

  private Fresh current() {
    Fresh current = fresh;
    if (current == null) {
      throw new IllegalStateException("The database is only there while a test runs");
    }
    return current;
  }

  private record Fresh(String name, HikariDataSource pool) {}
}

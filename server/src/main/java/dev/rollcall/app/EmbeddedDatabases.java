package dev.rollcall.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Pools;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.postgres.embedded.EmbeddedPostgres;
import dev.rollcall.postgres.embedded.PostgresArchive;
import dev.rollcall.postgres.embedded.PostgresPlace;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.UsersTable;
import dev.rollcall.rls.SessionJwtExtension;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Databases in an embedded Postgres. Ours belong to the role `rollcall`, each project's to an
/// owner role of its own, which is no member of `rollcall`: an application that is tricked into
/// running foreign SQL can read and delete synced users, and nothing else of ours.
final class EmbeddedDatabases implements Databases {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabases.class);
  private static final String OURS = "rollcall";
  private static final Set<String> TAKEN = Set.of(OURS, "postgres", "template0", "template1");
  private static final int ANY_FREE_PORT = 0;
  private static final int CONTROL_CONNECTIONS = 4;
  private static final int PROJECT_CONNECTIONS = 12;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final DataFolder folder;
  private final SecureRandom random;
  private final EmbeddedPostgres server;
  private final DatabaseLogin ours;
  private final Troubles troubles = new Troubles(_ -> {});
  private final Loop watch = new Loop("postgres", this::startAgainIfItDied, troubles);

  private EmbeddedDatabases(
      DataFolder folder, SecureRandom random, EmbeddedPostgres server, DatabaseLogin ours) {
    this.folder = folder;
    this.random = random;
    this.server = server;
    this.ours = ours;
  }

  /// Starts Postgres in the data folder, or takes over the one that runs there.
  static EmbeddedDatabases start(
      DataFolder folder, @Nullable Integer wishedPort, SecureRandom random) throws IOException {
    int port = port(folder, wishedPort);
    SessionJwtExtension extension =
        new SessionJwtExtension(folder.postgres().resolve("extensions"));
    extension.write();
    PostgresPlace place =
        new PostgresPlace(
            PostgresArchive.bundled(),
            folder.postgres(),
            folder.postgres().resolve("data"),
            kept(folder, "postgres.password", () -> password(random)),
            port,
            List.of(extension.setting()),
            PostgresPlace.BUILTIN_LOCALE);
    EmbeddedPostgres server = EmbeddedPostgres.start(place);
    folder.keep("postgres.port", String.valueOf(server.port()));
    DatabaseLogin ours =
        new DatabaseLogin(
            "127.0.0.1",
            server.port(),
            OURS,
            OURS,
            new Secret(kept(folder, "rollcall.password", () -> password(random))),
            null);
    EmbeddedDatabases databases = new EmbeddedDatabases(folder, random, server, ours);
    databases.prepare();
    databases.watch.start();
    return databases;
  }

  @Override
  public DataSource control() {
    return Pools.open(
        ours.jdbcUrl(), ours.user(), ours.password().value(), CONTROL_CONNECTIONS, true);
  }

  @Override
  public Logins provide(ProjectId project, UsersTable table) {
    String database = project.value();
    if (TAKEN.contains(database)) {
      throw new StartException(
          "A project '"
              + database
              + "' would need a database of this name, and that is taken by Postgres or by Rollcall"
              + " itself. Choose another name");
    }
    String owner = project.value() + "_owner";
    try {
      String password = kept(folder, "owner." + project + ".password", () -> password(random));
      inDatabase(
          "postgres",
          tx -> {
            makeRole(tx, owner, password);
            return true;
          });
      if (!exists("select 1 from pg_database where datname = ?", database)) {
        // At a first start nobody minds the checkpoint that this takes, and it is quicker.
        String how = database.equals("default") ? "file_copy" : "wal_log";
        outsideOfTransaction(
            "create database " + quoted(database) + " owner " + quoted(owner) + " strategy " + how);
      }
      inDatabase(
          database,
          tx -> {
            keepToOurselves(tx, database);
            CastGuard.install(tx);
            for (String schema : List.of("rollcall", "rollcall_auth", table.schema())) {
              tx.script("create schema if not exists " + schema + " authorization " + OURS);
            }
            return true;
          });
      return new Logins(
          new DatabaseLogin("127.0.0.1", server.port(), database, OURS, ours.password(), null),
          new DatabaseLogin(
              "127.0.0.1", server.port(), database, owner, new Secret(password), null));
    } catch (IOException failure) {
      throw new StartException("The data folder cannot be written: " + failure, failure);
    }
  }

  /// Logins with an owner were made here; the others are the operator's, wherever they lead.
  @Override
  public Logins now(Logins kept) {
    DatabaseLogin owner = kept.owner();
    return owner == null ? kept : new Logins(here(kept.ours()), here(owner));
  }

  private DatabaseLogin here(DatabaseLogin login) {
    return new DatabaseLogin(
        login.host(),
        server.port(),
        login.database(),
        login.user(),
        login.password(),
        login.query());
  }

  @Override
  public void settleRights(Logins logins, UsersTable table) {
    DatabaseLogin owner = logins.owner();
    if (owner == null) {
      return;
    }
    inDatabase(
        owner.database(),
        tx -> {
          keepToOurselves(tx, owner.database());
          CastGuard.install(tx);
          tx.script(
              "grant usage on schema %1$s, rollcall to %3$s; grant select, references, delete on %2$s to %3$s"
                  .formatted(table.schema(), table.name(), quoted(owner.user())));
          return true;
        });
  }

  @Override
  public DataSource open(DatabaseLogin login) {
    return Pools.open(
        login.jdbcUrl(), login.user(), login.password().value(), PROJECT_CONNECTIONS, true);
  }

  @Override
  public DataSource administer(DatabaseLogin login) {
    return Pools.unpooled(
        server.url(login.database()), EmbeddedPostgres.SUPERUSER, server.password());
  }

  @Override
  public String description() {
    return "embedded Postgres 18 on port " + server.port();
  }

  @Override
  public Map<String, String> troubles() {
    return troubles.current();
  }

  @Override
  public void stop() {
    watch.stop();
    server.stop();
  }

  /// Postgres is our own process' affair as much as our threads are: nobody else would start it.
  private Duration startAgainIfItDied() {
    if (!server.isRunning()) {
      LOG.warn("Postgres has died and is started again");
      server.startAgain();
    }
    return LOOK_EVERY;
  }

  private void prepare() {
    inDatabase(
        "postgres",
        tx -> {
          makeRole(tx, OURS, ours.password().value());
          // The owner of a database decides how names are looked up in it, but not for us.
          tx.script("alter role " + OURS + " set search_path = pg_catalog");
          return true;
        });
    if (!exists("select 1 from pg_database where datname = ?", OURS)) {
      outsideOfTransaction("create database " + OURS + " owner " + OURS + " strategy file_copy");
    }
    inDatabase(
        "postgres",
        tx -> {
          for (String database : List.of(OURS, "postgres", "template1")) {
            keepToOurselves(tx, database);
          }
          return true;
        });
  }

  /// Lets nobody connect but its owner and ourselves; Postgres lets everybody.
  private static void keepToOurselves(Transaction tx, String database) throws SQLException {
    tx.script(
        "revoke all on database %s from public; grant connect on database %s to %s"
            .formatted(quoted(database), quoted(database), OURS));
  }

  private static void makeRole(Transaction tx, String role, String password) throws SQLException {
    boolean there =
        tx.one("select 1 from pg_roles where rolname = ?", row -> row.getInt(1), role).isPresent();
    if (!there) {
      tx.script("create role %s login password '%s'".formatted(quoted(role), password));
    }
  }

  private boolean exists(String sql, String name) {
    return inDatabase("postgres", tx -> tx.one(sql, row -> row.getInt(1), name).isPresent());
  }

  private <T> T inDatabase(String database, Database.Work<T> work) {
    try (HikariDataSource source = superuser(database)) {
      return new Database(source).inTransaction(work);
    }
  }

  private void outsideOfTransaction(String sql) {
    try (HikariDataSource source = superuser("postgres");
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new StartException("Postgres refused '" + sql + "': " + failure.getMessage(), failure);
    }
  }

  private HikariDataSource superuser(String database) {
    return Pools.open(server.url(database), EmbeddedPostgres.SUPERUSER, server.password(), 1, true);
  }

  private static int port(DataFolder folder, @Nullable Integer wished) throws IOException {
    return wished != null
        ? wished
        : folder.find("postgres.port").map(Integer::parseInt).orElse(ANY_FREE_PORT);
  }

  private static String kept(DataFolder folder, String name, Supplier<String> fresh)
      throws IOException {
    Optional<String> there = folder.find(name);
    if (there.isPresent()) {
      return there.get();
    }
    String text = fresh.get();
    folder.keep(name, text);
    return text;
  }

  private static String password(SecureRandom random) {
    byte[] bytes = new byte[18];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}

package dev.rollcall.app;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.Pools;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.UsersTable;
import java.util.Map;
import javax.sql.DataSource;

/// Databases in a Postgres of the operator's, with an ordinary role. The control tables and the
/// first project share the database of the URL; further projects bring URLs of their own.
final class OwnDatabases implements Databases {
  private static final int OLDEST = 140_000;
  private static final int CONTROL_CONNECTIONS = 4;
  private static final int PROJECT_CONNECTIONS = 12;

  private final DatabaseLogin login;

  OwnDatabases(DatabaseLogin login) {
    this.login = login;
  }

  /// Looks whether the server can be reached, is new enough, and lets us make our schemas.
  ///
  /// @throws StartException if not
  void check() {
    DataSource source = Pools.unpooled(login.jdbcUrl(), login.user(), login.password().value());
    try {
      new Database(source)
          .inTransaction(tx -> {
            refuseTooOld(tx.number("select current_setting('server_version_num')::int"));
            boolean mayCreate =
                tx.number("select has_database_privilege(current_database(), 'create')::int") == 1;
            boolean isThere = tx.number("select count(to_regnamespace('rollcall_control'))") == 1;
            if (!mayCreate && !isThere) {
              throw new StartException(
                  ("The role '%1$s' may not create schemas in the database '%2$s'. Have it granted:"
                          + " grant create on database \"%2$s\" to \"%1$s\"")
                      .formatted(login.user(), login.database()));
            }
            return true;
          });
    } catch (DatabaseException failure) {
      throw new StartException(
          "The database at "
              + where()
              + " cannot be used: "
              + failure.reason().replaceFirst("\\.$", "")
              + ". Check DATABASE_URL, or unset it to use the embedded Postgres",
          failure);
    }
  }

  /// @param version as in `server_version_num`
  void refuseTooOld(long version) {
    if (version < OLDEST) {
      throw new StartException(
          "The database at "
              + where()
              + " is Postgres "
              + version / 10_000
              + ", and Rollcall needs 14 or newer");
    }
  }

  @Override
  public DataSource control() {
    return Pools.open(
        login.jdbcUrl(), login.user(), login.password().value(), CONTROL_CONNECTIONS, false);
  }

  @Override
  public Logins provide(ProjectId project, UsersTable table) {
    if (!project.value().equals("default")) {
      throw new StartException(
          "With a Postgres of your own, each further project needs a database of its own: give its"
              + " URL with the project");
    }
    return new Logins(login, null);
  }

  @Override
  public Logins now(Logins kept) {
    return kept;
  }

  @Override
  public void settleRights(Logins logins, UsersTable table) {
    // The role is the operator's, and owns what it makes.
  }

  @Override
  public DataSource open(DatabaseLogin other) {
    return Pools.open(
        other.jdbcUrl(), other.user(), other.password().value(), PROJECT_CONNECTIONS, false);
  }

  @Override
  public DataSource administer(DatabaseLogin other) {
    return Pools.unpooled(other.jdbcUrl(), other.user(), other.password().value());
  }

  @Override
  public String description() {
    return "your Postgres at " + where();
  }

  @Override
  public Map<String, String> troubles() {
    return Map.of();
  }

  @Override
  public void stop() {
    // Not ours to stop.
  }

  private String where() {
    return login.host() + ":" + login.port() + "/" + login.database();
  }
}

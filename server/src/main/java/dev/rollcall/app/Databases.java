package dev.rollcall.app;

import dev.rollcall.config.Config;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.UsersTable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where the databases are: in a Postgres of ours, or in one of the operator's.
interface Databases {

  /// The operator's own Postgres where there is one, else the embedded one, which is started.
  static Databases of(Config config, DataFolder folder, SecureRandom random) throws IOException {
    if (config.ownDatabase().isEmpty()) {
      return EmbeddedDatabases.start(folder, config.postgresPort(), random);
    }
    OwnDatabases own = new OwnDatabases(DatabaseLogin.of(config.ownDatabase().get()));
    own.check();
    return own;
  }

  /// The control database.
  DataSource control();

  /// A database for a new project, or the one that it had before.
  ///
  /// @throws StartException if it cannot be had
  Logins provide(ProjectId project, UsersTable table);

  /// The same logins where the databases are now.
  Logins now(Logins kept);

  /// Lets the application's owner role read `users_sync`, refer to it and delete from it, where
  /// that role is another than ours, and keeps what is ours from it. Done anew at every start.
  void settleRights(Logins logins, UsersTable table);

  /// A pool for a project's database.
  DataSource open(DatabaseLogin login);

  /// A connection at a time to a project's database, with the right to change everything in it
  /// where we have that right.
  DataSource administer(DatabaseLogin login);

  /// How the control database's data source is described to the operator.
  String description();

  /// What does not work at the moment of what was started here.
  Map<String, String> troubles();

  /// Stops what was started.
  void stop();

  /// @param owner how the application logs in; null where it is the operator's own business
  record Logins(DatabaseLogin ours, @Nullable DatabaseLogin owner) {}
}

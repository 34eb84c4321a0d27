package dev.rollcall.app;

import dev.rollcall.app.Databases.Logins;
import dev.rollcall.auth.account.AccountTrigger;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Migrations;
import dev.rollcall.postgres.Pools;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.Project;
import dev.rollcall.project.UsersTable;
import dev.rollcall.sync.UsersSyncTable;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/// Brings a project's database up to date: our schema, then the table.
final class Provisioning {
  /// The numbers of the newest scripts.
  static final int LATEST_PROJECT = 16;

  static final int LATEST_CONTROL = 8;

  private static final Migrations PROJECT =
      new Migrations(
          "rollcall",
          LATEST_PROJECT,
          List.of(
              "dev/rollcall/inbox/migration",
              "dev/rollcall/sync/migration",
              "dev/rollcall/feed/migration",
              "dev/rollcall/reconcile/migration",
              "dev/rollcall/auth/account/migration",
              "dev/rollcall/auth/session/migration",
              "dev/rollcall/auth/code/migration",
              "dev/rollcall/auth/guard/migration",
              "dev/rollcall/auth/mail/migration",
              "dev/rollcall/sqlhttp/migration"));

  private static final Migrations CONTROL =
      new Migrations("rollcall_control", LATEST_CONTROL, List.of("dev/rollcall/project/migration"));

  private final Databases databases;

  Provisioning(Databases databases) {
    this.databases = databases;
  }

  void prepareControl(DataSource control) {
    CONTROL.run(control);
  }

  /// Answers whether the table had to be made. May be done again at any time. Needs a connection to
  /// Postgres itself or to a pooler; the lock that keeps two servers from migrating at once is held
  /// in a transaction.
  ///
  /// @throws dev.rollcall.postgres.MigrationException if our schema cannot be brought up to date
  /// @throws dev.rollcall.sync.TableAlteredException if there is a `users_sync` of another shape
  boolean prepare(UsersTable table, Logins logins) {
    boolean made =
        with(
            logins.ours(),
            source -> {
              PROJECT.run(source);
              return new Database(source)
                  .inTransaction(tx -> {
                    boolean isNew = new UsersSyncTable(table).ensure(tx);
                    AccountTrigger.ensure(tx, table);
                    return isNew;
                  });
            });
    databases.settleRights(logins, table);
    return made;
  }

  /// Lets a role read the table and refer to it.
  void grant(Project project, String role) {
    String quoted = '"' + role.replace("\"", "\"\"") + '"';
    with(
        project.login(),
        source ->
            new Database(source)
                .inTransaction(tx -> {
                  tx.script(
                      "grant usage on schema %1$s, rollcall to %3$s; grant select, references on %2$s to %3$s"
                          .formatted(project.table().schema(), project.table().name(), quoted));
                  return true;
                }));
  }

  private <T> T with(DatabaseLogin login, Function<DataSource, T> work) {
    DataSource source = databases.open(login);
    try {
      return work.apply(source);
    } finally {
      Pools.close(source);
    }
  }
}

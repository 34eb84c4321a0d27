package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import dev.rollcall.rls.RowSecurity;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;

/// Databases with the table `note`, of which everybody sees their own rows, and a narrow way to
/// them.
final class NoteFixture {
  /// A single connection for all.
  static final SqlLimits NARROW =
      new SqlLimits(
          1,
          Duration.ofMillis(300),
          Duration.ofMillis(800),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5));

  private NoteFixture() {}

  static PostgresExtension databases(PostgresExtension server) {
    return server.withTemplate(
        "note",
        database -> {
          ProjectFixture.migrate(database, UsersTable.USUAL);
          new RowSecurity(database, UsersTable.USUAL).enable();
          execute(
              database,
              """
              create table note (user_id text default auth.user_id(), body text);
              alter table note enable row level security;
              create policy own on note using ((select auth.user_id()) = user_id);
              grant usage on schema public to authenticated, anonymous;
              grant select, insert on note to authenticated, anonymous;
              insert into note values ('ada', 'of Ada'), ('bob', 'of Bob');
              """);
        });
  }

  static void execute(Database database, String sql) {
    database.inTransaction(tx -> {
      tx.script(sql);
      return true;
    });
  }
}

package dev.rollcall.doctor;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import java.util.List;

/// Looks at the application's foreign keys to `users_sync`: one without a rule for deletions keeps
/// the rows of deleted users.
public final class References implements Doctor.Check {
  private final String project;
  private final Database database;
  private final UsersTable table;

  public References(String project, Database database, UsersTable table) {
    this.project = project;
    this.database = database;
    this.table = table;
  }

  @Override
  public List<Ailment> look() {
    return database.reading(tx ->
        tx.all(
            """
            select c.conname, c.conrelid::regclass::text as referrer
              from pg_constraint c
             where c.contype = 'f' and c.confrelid = to_regclass(?) and c.confdeltype in ('a', 'r')
             order by 2, 1
            """,
            row ->
                new Ailment(
                    Ailment.Severity.ADVICE,
                    project,
                    "foreign_key_without_rule",
                    "The foreign key "
                        + Columns.text(row, "conname")
                        + " of "
                        + Columns.text(row, "referrer")
                        + " keeps rows of users who are removed",
                    "Make it again with ON DELETE CASCADE or ON DELETE SET NULL, if rows of deleted"
                        + " users are to go"),
            table.name()));
  }
}

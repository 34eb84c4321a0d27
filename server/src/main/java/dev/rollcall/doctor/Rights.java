package dev.rollcall.doctor;

import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks whether the roles may do what they must, and nothing that they must not.
public final class Rights implements Doctor.Check {
  private final String project;
  private final Database database;
  private final UsersTable table;
  private final @Nullable String owner;

  /// @param owner the application's role; null where it is the operator's own business
  public Rights(String project, Database database, UsersTable table, @Nullable String owner) {
    this.project = project;
    this.database = database;
    this.table = table;
    this.owner = owner;
  }

  @Override
  public List<Ailment> look() {
    return database.reading(tx -> {
      List<Ailment> found = new ArrayList<>();
      if (!isTrue(tx, "to_regclass(?) is not null", table.name())) {
        // Told by those who cannot write to it.
        return found;
      }
      for (String right : List.of("select", "insert", "update", "delete")) {
        if (!isTrue(tx, "has_table_privilege(?, ?)", table.name(), right)) {
          found.add(missing(tx, right));
        }
      }
      String application = owner;
      if (application != null) {
        applications(tx, application, found);
      }
      return found;
    });
  }

  private Ailment missing(Transaction tx, String right) throws SQLException {
    String role = tx.one("select current_user", row -> row.getString(1)).orElseThrow();
    return new Ailment(
        Severity.SERIOUS,
        project,
        "role_rights",
        "The role " + role + " may not " + right + " in " + table.name(),
        "As the table's owner: grant %s on %s to \"%s\"".formatted(right, table.name(), role));
  }

  private void applications(Transaction tx, String role, List<Ailment> found) throws SQLException {
    if (!isTrue(tx, "exists (select from pg_roles where rolname = ?)", role)) {
      found.add(
          new Ailment(
              Severity.SERIOUS,
              project,
              "owner_role",
              "The application's role " + role + " is gone",
              "Restart Rollcall, which makes it anew"));
      return;
    }
    if (!isTrue(tx, "has_table_privilege(?, ?, 'select')", role, table.name())) {
      found.add(
          new Ailment(
              Severity.SERIOUS,
              project,
              "owner_rights",
              "The application's role " + role + " may not read " + table.name(),
              "rollcall project grant " + role));
    }
    if (isTrue(tx, "pg_has_role(?, current_user, 'member')", role)
        || isTrue(tx, "has_schema_privilege(?, 'rollcall_auth', 'usage')", role)) {
      found.add(
          new Ailment(
              Severity.SERIOUS,
              project,
              "owner_rights",
              "The application's role " + role + " can get at credentials",
              "Restart Rollcall, which takes those rights back, and see who granted them"));
    }
  }

  private static boolean isTrue(Transaction tx, String condition, String... parameters)
      throws SQLException {
    return tx.one("select " + condition, row -> row.getBoolean(1), (Object[]) parameters)
        .orElse(false);
  }
}

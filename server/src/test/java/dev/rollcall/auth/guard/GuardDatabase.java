package dev.rollcall.auth.guard;

import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;

/// Databases in which the guard's tables are.
final class GuardDatabase {
  private GuardDatabase() {}

  static PostgresExtension databases() {
    return ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);
  }
}

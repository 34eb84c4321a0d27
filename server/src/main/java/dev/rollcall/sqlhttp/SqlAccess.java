package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.Database;

/// The table `rollcall.sql_access`: whether a project lets in who brings neither token nor
/// password.
public final class SqlAccess {
  private final Database database;

  /// @param database the project's own
  public SqlAccess(Database database) {
    this.database = database;
  }

  public boolean anonymous() {
    return database.reading(
        tx -> tx.number("select count(*) from rollcall.sql_access where anonymous") == 1);
  }

  public void letAnonymous(boolean allowed) {
    database.inTransaction(
        tx -> tx.update("update rollcall.sql_access set anonymous = ?", allowed));
  }
}

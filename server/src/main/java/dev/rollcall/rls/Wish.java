package dev.rollcall.rls;

import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;

/// The table `rollcall.row_security`: whether somebody has turned row-level security off, so that a
/// start does not turn it on again.
final class Wish {
  private Wish() {}

  static boolean isWanted(Transaction tx) throws SQLException {
    return !isThere(tx)
        || tx.number("select count(*) from rollcall.row_security where wanted") == 1;
  }

  static void set(Transaction tx, boolean wanted) throws SQLException {
    if (isThere(tx)) {
      tx.update(
          "update rollcall.row_security set wanted = ? where wanted is distinct from ?",
          wanted,
          wanted);
    }
  }

  /// A database that has the script only has no such table.
  private static boolean isThere(Transaction tx) throws SQLException {
    return tx.number("select count(to_regclass('rollcall.row_security'))") == 1;
  }
}

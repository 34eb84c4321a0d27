package dev.rollcall.rls;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands between an attacker's SQL and the database.
interface Gate extends AutoCloseable {
  /// Runs statements as a user, or as nobody, and answers all cells, and the error that ended it.
  List<String> request(@Nullable String user, List<String> statements);

  /// Statements by themselves on a clean connection, each its own transaction; errors do not end
  /// it.
  List<String> session(List<String> statements);

  /// What the victim's application sends time and again.
  String trusted();

  @Override
  void close() throws SQLException;

  /// Opens one.
  @FunctionalInterface
  interface Opener {
    /// @param role that it logs in as, if it has no roles of its own
    Gate open(String role) throws SQLException;
  }
}

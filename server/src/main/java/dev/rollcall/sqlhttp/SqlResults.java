package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.Rows;

/// Takes what the statements of a request answer, in their order.
public interface SqlResults {
  /// For the rows of the next statement.
  Rows begin();

  /// That statement worked.
  ///
  /// @param tag as Postgres says what was done, such as `INSERT 0 1`
  void end(String tag);
}

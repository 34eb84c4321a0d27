package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.Outgoing;
import dev.rollcall.postgres.wire.PostgresError;
import dev.rollcall.postgres.wire.RefusedException;
import dev.rollcall.postgres.wire.Reply;
import dev.rollcall.postgres.wire.Rows;
import dev.rollcall.postgres.wire.WireConnection;
import dev.rollcall.sqlhttp.SqlAnswer.Done;
import dev.rollcall.sqlhttp.SqlAnswer.Refused;
import dev.rollcall.sqlhttp.SqlAnswer.TooLarge;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on one connection.
///
/// @param wire clean, see [#RESET]
record SqlRun(WireConnection wire, Deadlines.Deadline deadline, SqlResults results) {
  /// What a request may have left on a connection. Temporary tables are those of owners only:
  /// row-level security takes the right to make them from everybody else.
  static final String RESET =
      """
      set session authorization default;
      reset all;
      deallocate all;
      close all;
      unlisten *;
      select pg_catalog.pg_advisory_unlock_all();
      discard sequences
      """;

  private static final String ENDED =
      "a statement ended the transaction, and with it the request; what follows it was not run";

  /// Runs one statement by itself, so that also `vacuum` and the like can be run.
  SqlAnswer alone(SqlStatement statement) throws IOException {
    SqlAnswer refused = send(statement);
    return refused == null ? new Done() : refused;
  }

  /// Runs statements in the transaction that was begun, and commits it.
  SqlAnswer together(List<SqlStatement> statements) throws IOException, RefusedException {
    for (int i = 0; i < statements.size(); i++) {
      SqlAnswer refused = send(statements.get(i));
      if (refused != null) {
        return refused;
      }
      // Their own COMMIT took the identity away; going on would be outside of any transaction.
      if (!wire.isInTransaction()) {
        return i + 1 == statements.size() && wire.isIdle()
            ? new Done()
            : Refused.because("25P01", ENDED);
      }
    }
    wire.run(new Outgoing().script("commit"), 1);
    return new Done();
  }

  /// What went wrong with a statement; null for nothing.
  private @Nullable SqlAnswer send(SqlStatement statement) throws IOException {
    Rows rows = results.begin();
    wire.send(new Outgoing().statement(statement.sql(), statement.parameters()));
    Reply reply = wire.reply(rows, deadline::cancel);
    if (reply.cut() || rows.room() < 0) {
      return new TooLarge();
    }
    PostgresError error = reply.error();
    if (error != null) {
      return new Refused(error);
    }
    results.end(reply.tag());
    return null;
  }
}

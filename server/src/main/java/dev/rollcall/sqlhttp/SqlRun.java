package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.Outgoing;
import dev.rollcall.postgres.wire.PostgresError;
import dev.rollcall.postgres.wire.Reply;
import dev.rollcall.sqlhttp.SqlAnswer.Away;
import dev.rollcall.sqlhttp.SqlAnswer.Done;
import dev.rollcall.sqlhttp.SqlAnswer.Refused;
import dev.rollcall.sqlhttp.SqlAnswer.TooLarge;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on one connection, in as few round trips as is safe. The beginning travels with the
/// first statement, which Postgres passes over if the beginning fails. The commit does not travel
/// with the last: by then it must be known that the answer is not too large.
///
/// @param connection a clean one
record SqlRun(SqlConnection connection, Deadlines.Deadline deadline, SqlResults results) {
  private static final String ENDED =
      "a statement ended the transaction, and with it the request; what follows it was not run";

  /// Runs one statement by itself, so that also `vacuum` and the like can be run.
  SqlAnswer alone(SqlStatement statement) throws IOException {
    NextRows rows = new NextRows(results);
    SqlAnswer refused = refused(reply(new Outgoing(), 0, statement, rows), rows);
    return refused == null ? new Done() : refused;
  }

  /// Runs statements in one transaction, and commits it.
  ///
  /// @param beginning ours, before the first of them
  SqlAnswer together(List<SqlStatement> beginning, List<SqlStatement> statements)
      throws IOException, NotBegunException {
    for (int i = 0; i < statements.size(); i++) {
      NextRows rows = new NextRows(results);
      Reply reply =
          i == 0
              ? begin(beginning, statements.getFirst(), rows)
              : reply(new Outgoing(), 0, statements.get(i), rows);
      SqlAnswer refused = refused(reply, rows);
      if (refused != null) {
        return refused;
      }
      // Their own COMMIT took the identity away; going on would be outside of any transaction.
      if (!connection.wire().isInTransaction()) {
        return i + 1 == statements.size() && connection.wire().isIdle()
            ? new Done()
            : Refused.because("25P01", ENDED);
      }
    }
    return statements.isEmpty() ? new Done() : commit();
  }

  /// Until the transaction has begun nothing can have been kept of it, so it may be begun again.
  private Reply begin(List<SqlStatement> beginning, SqlStatement first, NextRows rows)
      throws IOException, NotBegunException {
    Outgoing messages = new Outgoing();
    beginning.forEach(one -> messages.ahead(one.sql(), one.parameters()));
    Reply reply;
    try {
      reply = reply(messages, beginning.size(), first, rows);
    } catch (IOException broken) {
      if (deadline.hasPassed() || rows.hasBegun()) {
        throw broken;
      }
      throw new NotBegunException(new Away(String.valueOf(broken.getMessage())));
    }
    PostgresError error = reply.error();
    if (error != null && reply.done() < beginning.size() && !deadline.hasPassed()) {
      throw new NotBegunException(new Refused(error));
    }
    return reply;
  }

  private Reply reply(Outgoing ahead, int count, SqlStatement statement, NextRows rows)
      throws IOException {
    connection.wire().send(ahead.statement(statement.sql(), statement.parameters()));
    return connection.wire().reply(count, rows, deadline::cancel);
  }

  private SqlAnswer commit() throws IOException {
    connection.end("commit");
    Reply reply = connection.wire().reply();
    PostgresError error = reply.error();
    if (error != null) {
      return new Refused(error);
    }
    return reply.tag().equals("COMMIT")
        ? new Done()
        : Refused.because("40000", "the transaction was rolled back in place of being committed");
  }

  /// What went wrong with a statement; null for nothing.
  private @Nullable SqlAnswer refused(Reply reply, NextRows rows) {
    if (reply.cut() || (rows.hasBegun() && rows.room() < 0)) {
      return new TooLarge();
    }
    PostgresError error = reply.error();
    if (error != null) {
      return new Refused(error);
    }
    rows.end(reply.tag());
    return null;
  }
}

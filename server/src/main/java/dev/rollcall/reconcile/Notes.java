package dev.rollcall.reconcile;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.sync.SeenRecords;
import dev.rollcall.sync.SeenRecords.Seen;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Notes which records the rows hold, one page at a time, while the next is being merged. A note
/// names the transaction that wrote the row, so one that comes late, or tells of a row that was
/// undone, is just not true of any row.
final class Notes {
  private final Database database;
  private final SeenRecords seen;
  private final ExecutorService threads;
  private Future<?> last = CompletableFuture.completedFuture(true);

  Notes(Database database, SeenRecords seen, ExecutorService threads) {
    this.database = database;
    this.seen = seen;
    this.threads = threads;
  }

  /// Waits for the page before.
  void add(List<Seen> page) throws InterruptedException {
    await();
    if (!page.isEmpty()) {
      last =
          threads.submit(() ->
              database.inTransaction(tx -> {
                seen.note(tx, page);
                return true;
              }));
    }
  }

  /// @throws DatabaseException if Postgres is away
  void await() throws InterruptedException {
    try {
      last.get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("Records could not be noted", cause(failure));
    }
  }

  /// What went wrong in another thread.
  ///
  /// @throws DatabaseException if it was that Postgres refused or is away
  static Throwable cause(ExecutionException failure) {
    Throwable cause = failure;
    while (cause instanceof ExecutionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof DatabaseException refused) {
      throw refused;
    }
    return cause;
  }
}

package dev.rollcall.testing;

import dev.rollcall.postgres.Database;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A transaction that has done its work and is held open until the test has it commit.
public final class HeldTransaction implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final CountDownLatch mayCommit = new CountDownLatch(1);
  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<?> whole;

  /// Returns when `work` is done and not yet committed.
  public HeldTransaction(Database database, Database.Work<?> work) throws InterruptedException {
    whole =
        thread.submit(() ->
            database.inTransaction(tx -> {
              try {
                work.run(tx);
              } finally {
                done.countDown();
              }
              await(mayCommit);
              return true;
            }));
    done.await();
  }

  public void commit() throws ExecutionException, InterruptedException {
    mayCommit.countDown();
    whole.get();
  }

  @Override
  public void close() {
    mayCommit.countDown();
    thread.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

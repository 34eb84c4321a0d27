package dev.rollcall.bench;

import dev.rollcall.bench.Load.Round;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// Commits one row again and again, beside what is measured: how long the disk alone takes at that
/// time.
final class BareCommits {
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final CompletableFuture<Round> done;
  private volatile boolean enough;

  /// @param connection whose transactions are durable
  BareCommits(Connection connection) {
    // The common pool has as few threads as the machine has cores, and others wait in it.
    done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return commit(connection);
              } catch (SQLException failure) {
                throw new IllegalStateException(failure);
              }
            },
            Thread::startVirtualThread);
  }

  private Round commit(Connection connection) throws SQLException {
    LongStream.Builder nanos = LongStream.builder();
    long began = System.nanoTime();
    int count = 0;
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists public.bare_commit (at timestamptz)");
      while (!enough) {
        long from = System.nanoTime();
        statement.execute("insert into public.bare_commit values (now())");
        nanos.add(System.nanoTime() - from);
        count++;
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    }
    return new Round(count / ((System.nanoTime() - began) / 1e9), nanos.build().sorted().toArray());
  }

  Round stop() {
    enough = true;
    return done.join();
  }
}

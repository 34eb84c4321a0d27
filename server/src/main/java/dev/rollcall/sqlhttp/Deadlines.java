package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.WireConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends requests that take too long, which their own SQL cannot lift: Postgres is asked to cancel,
/// and what swallows that has its connection closed and its backend terminated.
final class Deadlines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Duration allowed;
  private final ScheduledThreadPoolExecutor timer;

  /// In the order in which they began, and so in which they pass.
  private final Set<Deadline> running = new LinkedHashSet<>();

  private @Nullable Future<?> looking;

  Deadlines(Duration allowed) {
    this.allowed = allowed;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("sql deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  Duration allowed() {
    return allowed;
  }

  /// Counts from now on.
  Deadline begin(WireConnection connection) {
    Deadline fresh = new Deadline(connection, System.nanoTime() + allowed.toNanos());
    synchronized (running) {
      running.add(fresh);
      if (looking == null) {
        looking = timer.schedule(this::look, allowed.toNanos(), TimeUnit.NANOSECONDS);
      }
    }
    return fresh;
  }

  /// Most requests end long before: waking the timer for each of them would cost more than this.
  private void look() {
    List<Deadline> passed = new ArrayList<>();
    synchronized (running) {
      looking = null;
      long now = System.nanoTime();
      for (Deadline next : running) {
        if (next.at - now > 0) {
          looking = timer.schedule(this::look, next.at - now, TimeUnit.NANOSECONDS);
          break;
        }
        passed.add(next);
      }
      passed.forEach(running::remove);
    }
    passed.forEach(Deadline::pass);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /// One request's.
  final class Deadline {
    private final WireConnection connection;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final long at;
    private volatile @Nullable Future<?> second;
    private volatile boolean passed;
    private volatile boolean over;

    private Deadline(WireConnection connection, long at) {
      this.connection = connection;
      this.at = at;
    }

    private void pass() {
      passed = true;
      Thread.startVirtualThread(this::cancel);
      second = timer.schedule(this::close, GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void close() {
      if (!over) {
        connection.close();
      }
    }

    /// Has Postgres cancel what runs. The connection must not be used for another request: the
    /// signal may arrive late.
    void cancel() {
      if (over || cancelled.getAndSet(true)) {
        return;
      }
      try {
        connection.cancel();
      } catch (IOException failure) {
        LOG.warn("A statement could not be cancelled: {}", failure.getMessage());
        connection.close();
      }
    }

    boolean hasPassed() {
      return passed;
    }

    /// Ends the counting; answers whether the connection is still fit for others.
    boolean end() {
      over = true;
      synchronized (running) {
        running.remove(this);
      }
      Future<?> closing = second;
      if (closing != null) {
        closing.cancel(false);
      }
      return !passed && !cancelled.get();
    }
  }
}

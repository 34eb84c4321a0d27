package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.RefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connections of one kind for one project: so many at once, the others wait in line. What one
/// project has in use is never another's loss.
final class Lane {
  private final SqlLimits limits;
  private final Semaphore places;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private int open;

  Lane(SqlLimits limits) {
    this.limits = limits;
    this.places = new Semaphore(limits.connections(), true);
  }

  private record Idle(SqlConnection connection, Instant since) {}

  /// Makes a connection.
  @FunctionalInterface
  interface Opener {
    SqlConnection open() throws IOException, RefusedException;
  }

  /// A connection of this owner's, which must be given back or discarded.
  ///
  /// @param now older ones than the limits allow are not used
  SqlConnection borrow(String owner, Instant now, Opener opener)
      throws LaneFullException, IOException, RefusedException {
    try {
      if (!places.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new LaneFullException(limits.connections());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("The server is stopping", stopping);
    }
    boolean borrowed = false;
    try {
      SqlConnection found = find(owner, now);
      if (found == null) {
        found = open(opener);
      }
      borrowed = true;
      return found;
    } finally {
      if (!borrowed) {
        places.release();
      }
    }
  }

  void giveBack(SqlConnection connection, Instant now) {
    synchronized (idle) {
      idle.push(new Idle(connection, now));
    }
    places.release();
  }

  void discard(SqlConnection connection) {
    synchronized (idle) {
      open--;
    }
    places.release();
    connection.close();
  }

  /// Closes what nobody has used since then; answers whether nothing is left.
  boolean closeIdle(Instant since) {
    List<Idle> old = new ArrayList<>();
    boolean empty;
    synchronized (idle) {
      idle.removeIf(one -> one.since().isBefore(since) && old.add(one));
      open -= old.size();
      empty = open == 0;
    }
    old.forEach(one -> one.connection().close());
    return empty;
  }

  private @Nullable SqlConnection find(String owner, Instant now) {
    Instant oldest = now.minus(limits.longest());
    List<SqlConnection> worn = new ArrayList<>();
    SqlConnection found = null;
    synchronized (idle) {
      for (Idle one : List.copyOf(idle)) {
        SqlConnection connection = one.connection();
        boolean tooOld = connection.opened().isBefore(oldest);
        if (found == null && connection.owner().equals(owner) && !tooOld) {
          found = connection;
          idle.remove(one);
        } else if (tooOld) {
          worn.add(connection);
          idle.remove(one);
          open--;
        }
      }
    }
    worn.forEach(SqlConnection::close);
    return found;
  }

  /// Connections of other owners make room for a new one.
  private SqlConnection open(Opener opener) throws IOException, RefusedException {
    Idle oldest = null;
    synchronized (idle) {
      open++;
      if (open > limits.connections()) {
        oldest = idle.pollLast();
        open -= oldest == null ? 0 : 1;
      }
    }
    if (oldest != null) {
      oldest.connection().close();
    }
    boolean opened = false;
    try {
      SqlConnection fresh = opener.open();
      opened = true;
      return fresh;
    } finally {
      if (!opened) {
        synchronized (idle) {
          open--;
        }
      }
    }
  }
}

package dev.rollcall.feed;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Those who wait in this server for the next change of one project. There are so many seats and no
/// more; while all are empty, nobody asks Postgres for anything.
public final class Followers {
  private static final int USUAL_SEATS = 100;

  private final FeedView feed;
  private final int seats;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Set<Seat> taken = new HashSet<>();
  private @Nullable Cursor last;
  private long heard;
  private boolean closed;

  public Followers(FeedView feed) {
    this(feed, USUAL_SEATS);
  }

  /// @param seats how many may follow at once
  public Followers(FeedView feed, int seats) {
    this.feed = feed;
    this.seats = seats;
  }

  /// A seat for the calling thread; empty where all are taken, or the server is stopping.
  public Optional<Seat> join() {
    lock.lock();
    try {
      if (closed || taken.size() >= seats) {
        return Optional.empty();
      }
      Seat seat = new Seat(Thread.currentThread());
      taken.add(seat);
      return Optional.of(seat);
    } finally {
      lock.unlock();
    }
  }

  /// How many follow.
  public int count() {
    lock.lock();
    try {
      return taken.size();
    } finally {
      lock.unlock();
    }
  }

  /// Looks whether there is something new, whichever server numbered it, and wakes all if so.
  ///
  /// @throws dev.rollcall.postgres.DatabaseException if Postgres is away
  public void look() {
    if (count() == 0) {
      return;
    }
    Cursor now = feed.now();
    lock.lock();
    try {
      if (!now.equals(last)) {
        last = now;
        heard++;
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Sends all away, those who are writing as well, and lets nobody in any more.
  public void close() {
    lock.lock();
    try {
      closed = true;
      taken.forEach(seat -> seat.thread.interrupt());
    } finally {
      lock.unlock();
    }
  }

  /// Where one of them sits until it is closed.
  public final class Seat implements AutoCloseable {
    private final Thread thread;

    private Seat(Thread thread) {
      this.thread = thread;
    }

    /// How often there was something new; to be asked before the feed is read.
    public long heard() {
      lock.lock();
      try {
        return heard;
      } finally {
        lock.unlock();
      }
    }

    /// Waits until there was something new since `before`; false where the time is over first.
    public boolean await(long before, Duration atMost) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long left = atMost.toNanos();
        while (heard == before && left > 0) {
          left = news.awaitNanos(left);
        }
        return heard != before;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        taken.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}

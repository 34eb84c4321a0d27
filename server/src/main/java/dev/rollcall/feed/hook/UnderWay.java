package dev.rollcall.feed.hook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How many deliveries are under way in this server, by endpoint.
final class UnderWay {
  private final Map<String, Long> counts = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();

  void begin(String endpoint) {
    lock.lock();
    try {
      counts.merge(endpoint, 1L, Long::sum);
    } finally {
      lock.unlock();
    }
  }

  void end(String endpoint) {
    lock.lock();
    try {
      counts.computeIfPresent(endpoint, (_, count) -> count > 1 ? count - 1 : null);
      if (counts.isEmpty()) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  Map<String, Long> counts() {
    lock.lock();
    try {
      return Map.copyOf(counts);
    } finally {
      lock.unlock();
    }
  }

  /// True once nothing is under way; false where something still is after `patience`.
  boolean awaitNone(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!counts.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = none.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}

package dev.rollcall.feed.hook;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// The deliveries that are under way in this server.
final class UnderWay {
  private final Set<Due> all = new HashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();

  void begin(Due due) {
    lock.lock();
    try {
      all.add(due);
    } finally {
      lock.unlock();
    }
  }

  void end(Due due) {
    lock.lock();
    try {
      all.remove(due);
      if (all.isEmpty()) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  List<Due> all() {
    lock.lock();
    try {
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  /// How many there are, by endpoint.
  Map<String, Long> counts() {
    return all().stream().collect(Collectors.groupingBy(Due::endpoint, Collectors.counting()));
  }

  /// True once nothing is under way; false where something still is after `patience`.
  boolean awaitNone(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!all.isEmpty()) {
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

package dev.rollcall.app;

import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.RollcallClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Senders that behave as providers do: each delivers the changes of one user in their order, the
/// same one again until it is acknowledged. What was acknowledged stands in a ledger.
final class EventStorm {
  static final int USERS = 50;
  private static final Duration PACE = Duration.ofMillis(1000L * USERS / 500);
  private static final Duration AGAIN = Duration.ofMillis(50);

  private final RollcallClient client;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> versions = new ConcurrentHashMap<>();
  private final AtomicLong unacknowledged = new AtomicLong();
  private final List<Thread> senders = new ArrayList<>();
  private volatile boolean blowing;

  EventStorm(RollcallClient client) {
    this.client = client;
  }

  static List<String> users() {
    List<String> users = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      users.add("u%02d".formatted(i));
    }
    return users;
  }

  void start() {
    blowing = true;
    for (String user : users()) {
      senders.add(Thread.ofVirtual().name(user).start(() -> send(user)));
    }
  }

  /// Returns when every event that was sent is acknowledged.
  void stop() throws InterruptedException {
    blowing = false;
    for (Thread sender : senders) {
      sender.join();
    }
    senders.clear();
  }

  /// The ids of all acknowledged events.
  Set<String> acknowledged() {
    return acknowledged;
  }

  /// The last acknowledged version of each user.
  Map<String, Long> versions() {
    return new TreeMap<>(versions);
  }

  /// How many deliveries got no answer, or another than 2xx.
  long unacknowledged() {
    return unacknowledged.get();
  }

  private void send(String user) {
    long next = System.nanoTime();
    while (blowing) {
      long version = versions.getOrDefault(user, 0L) + 1;
      String event = user + "_" + version;
      while (!deliver(event, MockEvent.of(user, version, "v" + version))) {
        unacknowledged.incrementAndGet();
        LockSupport.parkNanos(AGAIN.toNanos());
      }
      acknowledged.add(event);
      versions.put(user, version);
      next = Math.max(next + PACE.toNanos(), System.nanoTime() - PACE.toNanos());
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private boolean deliver(String event, byte[] payload) {
    try {
      return client.deliver(event, payload) / 100 == 2;
    } catch (UncheckedIOException broken) {
      return false;
    }
  }
}

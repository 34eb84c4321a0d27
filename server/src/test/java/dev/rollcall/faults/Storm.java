package dev.rollcall.faults;

import dev.rollcall.testing.RollcallClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Senders that behave as providers do: each delivers the changes of one user in their order, the
/// same one again until it is acknowledged. What was acknowledged stands in a ledger.
final class Storm {
  /// Of all senders together.
  private static final int EVENTS_A_SECOND = 500;

  private static final Duration AGAIN = Duration.ofMillis(200);

  private final TrueProvider provider;
  private final List<RollcallClient> doors;
  private final Random chance;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicLong unacknowledged = new AtomicLong();
  private final List<Thread> senders = new ArrayList<>();
  private volatile boolean blowing;

  /// @param doors where it delivers; where one does not answer, the next is tried
  Storm(TrueProvider provider, List<RollcallClient> doors, Random chance) {
    this.provider = provider;
    this.doors = List.copyOf(doors);
    this.chance = chance;
  }

  void start() {
    blowing = true;
    List<String> users = provider.users().keySet().stream().limit(50).toList();
    Duration pace = Duration.ofMillis(1_000L * users.size() / EVENTS_A_SECOND);
    for (String user : users) {
      Random own = new Random(chance.nextLong());
      senders.add(Thread.ofVirtual().name(user).start(() -> send(user, pace, own)));
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

  /// How many deliveries got no answer, or another than 2xx.
  long unacknowledged() {
    return unacknowledged.get();
  }

  private void send(String user, Duration pace, Random own) {
    long next = System.nanoTime();
    while (blowing) {
      TrueUser changed = provider.change(user, own);
      int door = own.nextInt(doors.size());
      while (!delivered(doors.get(door), changed)) {
        unacknowledged.incrementAndGet();
        door = (door + 1) % doors.size();
        LockSupport.parkNanos(AGAIN.toNanos());
      }
      acknowledged.add(changed.eventId());
      next = Math.max(next + pace.toNanos(), System.nanoTime() - pace.toNanos());
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private static boolean delivered(RollcallClient door, TrueUser changed) {
    try {
      return door.deliver(changed.eventId(), changed.event()) / 100 == 2;
    } catch (UncheckedIOException broken) {
      return false;
    }
  }
}

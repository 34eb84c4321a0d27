package dev.rollcall.sync;

import dev.rollcall.testing.FakeConnector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Makes up what happens to users at a provider, and what of it is delivered: several lives,
/// updates, records of the same version that differ, deletions, and updates stamped after a
/// deletion.
final class Histories {

  /// One delivery.
  ///
  /// @param kind `changed` or `deleted`
  /// @param at the record's version, or when the user was deleted
  record Delivery(String user, String kind, long born, long at, String name) {

    String payload() {
      return kind.equals("deleted")
          ? "deleted " + user + " " + at
          : "changed " + user + " " + born + " " + at + " " + name;
    }
  }

  /// How a user ends up at the provider.
  ///
  /// @param name the last record's; of two of the last version, the one that the provider shows
  record Truth(String user, long born, long version, String name, boolean alive) {}

  final List<Truth> truths = new ArrayList<>();
  final List<Delivery> events = new ArrayList<>();
  private final Random chance;

  Histories(int users, long seed) {
    this.chance = new Random(seed);
    for (int i = 0; i < users; i++) {
      live("u%04d".formatted(i));
    }
  }

  /// All events, some of them several times, in no order.
  List<Delivery> deliveries(long seed) {
    Random order = new Random(seed);
    List<Delivery> deliveries = new ArrayList<>(events);
    for (Delivery event : events) {
      for (int again = order.nextInt(3); again > 0; again--) {
        deliveries.add(event);
      }
    }
    Collections.shuffle(deliveries, order);
    return deliveries;
  }

  void fill(FakeConnector provider) {
    for (Truth truth : truths) {
      if (truth.alive()) {
        provider.has(FakeConnector.user(truth.user(), truth.born(), truth.version(), truth.name()));
      }
    }
  }

  private void live(String user) {
    long now = 1_000_000L + chance.nextInt(1_000_000);
    int lives = 1 + chance.nextInt(3);
    for (int life = 1; life <= lives; life++) {
      long born = now;
      long version = born;
      String name = user + "-" + life + "-0";
      events.add(new Delivery(user, "changed", born, version, name));
      for (int update = 1; update <= chance.nextInt(4); update++) {
        version += 1 + chance.nextInt(1000);
        name = user + "-" + life + "-" + update;
        events.add(new Delivery(user, "changed", born, version, name));
        if (chance.nextInt(5) == 0) {
          name = name + "b";
          events.add(new Delivery(user, "changed", born, version, name));
        }
      }
      now = version + 1 + chance.nextInt(1000);
      boolean last = life == lives;
      boolean alive = last && chance.nextBoolean();
      if (!alive) {
        events.add(new Delivery(user, "deleted", born, now, ""));
        if (chance.nextInt(3) == 0) {
          // A ghost: a change that was under way when the user was deleted.
          version = now + 1 + chance.nextInt(500);
          name = user + "-" + life + "-ghost";
          events.add(new Delivery(user, "changed", born, version, name));
        }
      }
      if (last) {
        truths.add(new Truth(user, born, version, name, alive));
      }
      now += 1_000 + chance.nextInt(1_000);
    }
  }
}

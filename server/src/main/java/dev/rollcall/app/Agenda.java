package dev.rollcall.app;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/// What is due in one project, and when: asks the database, and wakes the loops that do it. Once
/// nothing has happened for a while, the project rests: its connections are given back, and nobody
/// asks before the next thing is due, something is written through this server, or it is time for a
/// look at what others may have written.
final class Agenda implements Database.Watch {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration LET_GO_AFTER = Duration.ofSeconds(2);
  private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);
  private static final Duration CLEAN_AT_REST = Duration.ofMinutes(10);

  /// What is looked for is found at the beginning of an index, but where much comes and goes,
  /// statistics are late, and Postgres would read whole tables.
  private static final String BY_INDEX =
      "set local enable_seqscan = off; set local enable_bitmapscan = off";

  private final Database database;
  private final Pace pace;
  private final InstantSource clock;
  private final Runnable letGo;
  private final Loop loop;
  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final List<Check> checks = new CopyOnWriteArrayList<>();
  private volatile long workedAt;
  private volatile boolean resting;
  private final AtomicBoolean beingRead = new AtomicBoolean();

  /// @param database that nobody watches
  /// @param letGo gives connections back that nobody uses
  Agenda(Loops loops, Database database, Pace pace, InstantSource clock, Runnable letGo) {
    this.database = database;
    this.pace = pace;
    this.clock = clock;
    this.letGo = letGo;
    this.loop = loops.add("look", this::next);
    this.workedAt = System.nanoTime() - pace.restAfter().toNanos();
  }

  /// When a project rests.
  ///
  /// @param restAfter for how long nothing must have happened
  /// @param lookEvery how often it is looked at then
  record Pace(Duration restAfter, Duration lookEvery) {}

  /// Says when there is something to do next; empty for nothing.
  @FunctionalInterface
  interface Due {
    Optional<Instant> at(Transaction tx) throws SQLException;
  }

  private record Entry(Loop loop, Due due) {}

  /// Looks at something, and wakes nobody.
  @FunctionalInterface
  interface Check {
    void look(Transaction tx) throws SQLException;
  }

  /// Has a loop woken that otherwise only waits.
  Loop add(Loop waiting, Due due) {
    entries.add(new Entry(waiting, due));
    return waiting;
  }

  boolean isResting() {
    return resting;
  }

  /// Has something looked at besides.
  void eachTime(Check check) {
    checks.add(check);
  }

  /// Looks at once.
  void look() {
    loop.wake();
  }

  /// Somebody uses the project, so it stays awake for a while.
  @Override
  public void worked() {
    workedAt = System.nanoTime();
    if (resting) {
      loop.wake();
    }
  }

  @Override
  public void read() {
    if (resting && beingRead.compareAndSet(false, true)) {
      Thread.ofVirtual().name("let go").start(this::letGoSoon);
    }
  }

  /// Whoever reads several things need not connect for each of them.
  private void letGoSoon() {
    try {
      Thread.sleep(LET_GO_AFTER);
    } catch (InterruptedException ends) {
      Thread.currentThread().interrupt();
    }
    beingRead.set(false);
    if (resting) {
      letGo.run();
    }
  }

  /// What is done through this does not keep the project awake.
  Database.Watch quiet() {
    return new Database.Watch() {
      @Override
      public void worked() {
        Agenda.this.read();
      }

      @Override
      public void read() {
        Agenda.this.read();
      }
    };
  }

  /// How often what is old is thrown away.
  Duration cleanEvery() {
    return resting ? varied(CLEAN_AT_REST) : CLEAN_EVERY;
  }

  /// How often to look at what nobody tells us of.
  Duration lookEvery() {
    return resting ? varied(pace.lookEvery()) : LOOK_EVERY;
  }

  private static Duration varied(Duration usual) {
    return Duration.ofMillis(
        (long) (usual.toMillis() * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble())));
  }

  private Duration next() {
    long before = workedAt;
    resting = false;
    Instant now = clock.instant();
    Instant next = wakeDue(now);
    boolean quiet = System.nanoTime() - before >= pace.restAfter().toNanos();
    if (!quiet || next.isBefore(now.plus(LOOK_EVERY))) {
      return next.isAfter(now) ? shorter(Duration.between(now, next), LOOK_EVERY) : LOOK_EVERY;
    }
    resting = true;
    if (workedAt != before) {
      // Somebody came just now, and did not see that we rest.
      resting = false;
      return Duration.ZERO;
    }
    letGo.run();
    return shorter(Duration.between(now, next), lookEvery());
  }

  /// Wakes who has something to do, and answers when the next of them has.
  private Instant wakeDue(Instant now) {
    try {
      return database.reading(tx -> {
        tx.script(BY_INDEX);
        for (Check check : checks) {
          check.look(tx);
        }
        Instant next = now.plus(Loop.UNTIL_WOKEN);
        for (Entry entry : entries) {
          if (!entry.loop().isIdle()) {
            next = now;
            continue;
          }
          Instant due = entry.due().at(tx).orElse(next);
          // Whoever says "now" says it a moment after we began.
          if (!due.isAfter(clock.instant())) {
            entry.loop().wake();
            due = now;
          }
          next = due.isBefore(next) ? due : next;
        }
        return next;
      });
    } catch (DatabaseException away) {
      // Each of them notices by itself, and says so until it works again.
      entries.forEach(entry -> entry.loop().wake());
      throw away;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}

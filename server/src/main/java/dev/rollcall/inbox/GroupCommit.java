package dev.rollcall.inbox;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Lets many requests share one commit: a thread takes all that waits and writes it in one
/// statement. Whoever calls [#receive] gets an answer only after the commit that holds its entry.
public final class GroupCommit {
  private static final int LARGEST_GROUP = 512;
  private static final int LONGEST_QUEUE = 8_192;

  /// So many senders at once are a crowd, and for so long after one it is taken to be still there.
  private static final int CROWD = 48;

  private static final Duration CROWDED = Duration.ofMillis(20);

  /// How long a group waits for any answer of Postgres.
  private static final Duration STORE = Duration.ofSeconds(5);

  /// How long a sender waits: for the group before its own, and for its own.
  private static final Duration WAIT = Duration.ofSeconds(12);

  private final Database database;
  private final Inbox inbox;
  private final InstantSource clock;
  private final Runnable whenWaiting;
  private final Runnable whenStored;
  private volatile Instant crowdedAt = Instant.EPOCH;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);

  /// @param whenWaiting called when there is something to store, to wake who calls [#storeNext]
  /// @param whenStored called after each commit, to wake the applier
  public GroupCommit(
      Database database,
      Inbox inbox,
      InstantSource clock,
      Runnable whenWaiting,
      Runnable whenStored) {
    this.database = database.within(STORE);
    this.inbox = inbox;
    this.clock = clock;
    this.whenWaiting = whenWaiting;
    this.whenStored = whenStored;
  }

  private record Waiting(NewEntry entry, CompletableFuture<Boolean> stored) {}

  /// Stores an entry and returns once it is safe. False means that it was there already.
  ///
  /// @throws InboxUnavailableException if Postgres is away, or so many entries wait that this one
  ///   would wait too long; nothing is stored then, or what is stored was not acknowledged
  public boolean receive(NewEntry entry) {
    Waiting waiting = new Waiting(entry, new CompletableFuture<>());
    if (!queue.offer(waiting)) {
      throw new InboxUnavailableException("More events are waiting to be stored than fit", null);
    }
    whenWaiting.run();
    try {
      return waiting.stored.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new InboxUnavailableException("The event could not be stored", failure.getCause());
    } catch (TimeoutException late) {
      throw new InboxUnavailableException("The event was not stored within " + WAIT, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InboxUnavailableException("The server is stopping", interrupted);
    }
  }

  /// Stores what waits, as one group. False means that nothing waited.
  public boolean storeNext() {
    List<Waiting> group = new ArrayList<>();
    queue.drainTo(group, LARGEST_GROUP);
    if (group.size() >= CROWD) {
      crowdedAt = clock.instant();
    }
    if (group.isEmpty()) {
      return false;
    }
    store(group);
    return true;
  }

  /// Whether senders come in crowds just now, who want to be answered before anything else is done.
  public boolean isCrowded() {
    return Duration.between(crowdedAt, clock.instant()).abs().compareTo(CROWDED) < 0;
  }

  private void store(List<Waiting> group) {
    try {
      Set<String> fresh = write(group);
      group.forEach(waiting -> waiting.stored.complete(fresh.remove(waiting.entry.key())));
    } catch (DatabaseException refused) {
      if (refused.meaning() == SqlFailure.DATA && group.size() > 1) {
        // One entry is at fault; the others must not pay for it.
        group.forEach(waiting -> store(List.of(waiting)));
        return;
      }
      group.forEach(waiting -> waiting.stored.completeExceptionally(refused));
      return;
    } catch (RuntimeException bug) {
      group.forEach(waiting -> waiting.stored.completeExceptionally(bug));
      throw bug;
    }
    whenStored.run();
  }

  private Set<String> write(List<Waiting> group) {
    // The same event twice in one group is the same event once.
    Map<String, NewEntry> distinct = new LinkedHashMap<>();
    group.forEach(waiting -> distinct.putIfAbsent(waiting.entry.key(), waiting.entry));
    List<NewEntry> entries = List.copyOf(distinct.values());
    // One statement is a transaction by itself. It is either done or not: were we cut off without a
    // word before the commit, Postgres would hold the entries' keys against all that come again.
    return database.inOneQuery(tx -> inbox.receive(tx, entries, clock.instant()));
  }
}

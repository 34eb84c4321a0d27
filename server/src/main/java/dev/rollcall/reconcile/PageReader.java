package dev.rollcall.reconcile;

import dev.rollcall.json.HostileJson;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.ListedRecord;
import dev.rollcall.provider.ListedRecords.Records;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.reconcile.Comparison.State;
import dev.rollcall.reconcile.Comparisons.Progress;
import dev.rollcall.reconcile.PageFetcher.Fetched;
import dev.rollcall.reconcile.Sieve.Sifted;
import dev.rollcall.sync.ListingMerge.Manner;
import dev.rollcall.sync.ListingMerge.Merged;
import dev.rollcall.sync.ProjectSync;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Reads the pages of a listing and merges each in one transaction with the cursor behind it. While
/// Postgres merges one page, the next is compared with what was seen of it before, and the one
/// after that is already being fetched.
final class PageReader {
  private final Database database;
  private final Comparisons comparisons;
  private final Listed listed;
  private final DryRun dryRun;
  private final ProjectSync sync;
  private final InstantSource clock;
  private final int usersAtOnce;

  PageReader(
      Database database,
      Comparisons comparisons,
      Listed listed,
      DryRun dryRun,
      ProjectSync sync,
      InstantSource clock,
      int usersAtOnce) {
    this.database = database;
    this.comparisons = comparisons;
    this.listed = listed;
    this.dryRun = dryRun;
    this.sync = sync;
    this.clock = clock;
    this.usersAtOnce = usersAtOnce;
  }

  /// A page on its way.
  private sealed interface Arrival {
    /// @param following the page after it; null after the last
    record Arrived(Records page, Sifted sifted, long millis, @Nullable Future<Fetched> following)
        implements Arrival {}

    record Missing(String reason) implements Arrival {}
  }

  /// Empty when the last page was merged or the work was taken away; else why it failed.
  Optional<String> readAll(Connector connector, long number, KeepGoing keepGoing)
      throws InterruptedException {
    Comparison at = find(number);
    if (at.state() != State.LISTING) {
      return Optional.empty();
    }
    try (ExecutorService ahead = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        Ahead pages =
            new Ahead(
                ahead,
                new PageFetcher(connector, usersAtOnce),
                Sieve.of(database, sync.seen(), connector.provider(), clock.instant()));
        return readAll(pages, at, keepGoing);
      } finally {
        // A page that nobody waits for any more is not worth asking for again and again.
        ahead.shutdownNow();
      }
    }
  }

  /// What is done before a page's turn comes.
  private record Ahead(ExecutorService threads, PageFetcher fetcher, Sieve sieve) {
    Future<Fetched> fetch(@Nullable String cursor) {
      return threads.submit(() -> fetcher.fetch(cursor));
    }

    Future<Arrival> sift(Future<Fetched> fetched) {
      return threads.submit(() -> {
        Fetched answer = fetched.get();
        return switch (answer.page()) {
          case NoAnswer(var reason, _, _) -> new Arrival.Missing(reason);
          case Records page -> {
            Future<Fetched> following = page.next() == null ? null : fetch(page.next());
            long began = System.nanoTime();
            Sifted sifted = sieve.sift(page);
            long millis = answer.millis() + (System.nanoTime() - began) / 1_000_000;
            yield new Arrival.Arrived(page, sifted, millis, following);
          }
        };
      });
    }
  }

  private Optional<String> readAll(Ahead ahead, Comparison begun, KeepGoing keepGoing)
      throws InterruptedException {
    Comparison at = begun;
    Merged last = Merged.NOTHING;
    boolean expectNew = at.firstCopy();
    Future<Arrival> next = ahead.sift(ahead.fetch(at.cursor()));
    Notes notes = new Notes(database, sync.seen(), ahead.threads());
    while (next != null && keepGoing.stillOurs()) {
      switch (get(next)) {
        case Arrival.Missing(var reason) -> {
          return Optional.of(reason);
        }
        case Arrival.Arrived arrived -> {
          next = arrived.following() == null ? null : ahead.sift(arrived.following());
          Manner manner =
              new Manner(arrived.page().readAt(), !at.firstCopy(), expectNew, clock.instant());
          Optional<Merged> merged = merge(at, arrived, last.written(), manner);
          if (merged.isEmpty()) {
            return Optional.empty();
          }
          last = merged.get();
          expectNew = at.firstCopy() && last.inserted() == arrived.sifted().users().size();
          notes.add(arrived.sifted().seen(last.holders()));
          at = find(at.number());
        }
      }
    }
    notes.await();
    return Optional.empty();
  }

  private Comparison find(long number) {
    return database.inTransaction(tx -> comparisons.find(tx, number)).orElseThrow();
  }

  private static Arrival get(Future<Arrival> page) throws InterruptedException {
    try {
      return page.get();
    } catch (ExecutionException failure) {
      return new Arrival.Missing("The listing failed: " + Notes.cause(failure));
    }
  }

  /// Empty where somebody else has merged this page.
  ///
  /// @param lately whose rows were written after the sieve looked at them
  private Optional<Merged> merge(
      Comparison at, Arrival.Arrived arrived, Set<String> lately, Manner manner) {
    long began = System.nanoTime();
    Sifted sifted = arrived.sifted().again(lately);
    return database.inTransaction(tx -> {
      Merged merged = mergePage(tx, at, sifted, manner);
      long unreadable = merged.refused() + sifted.unreadable().size();
      boolean ours =
          comparisons.advance(
              tx,
              at,
              new Progress(
                  arrived.page().next(),
                  sifted.size(),
                  merged.inserted(),
                  merged.updated(),
                  unreadable,
                  arrived.millis(),
                  (System.nanoTime() - began) / 1_000_000,
                  reason(merged, sifted),
                  arrived.page().readAt()),
              manner.now());
      return ours ? Optional.of(merged) : Optional.empty();
    });
  }

  private Merged mergePage(Transaction tx, Comparison at, Sifted sifted, Manner manner)
      throws SQLException {
    listed.add(tx, ids(sifted));
    if (at.request().dryRun()) {
      DryRun.Difference difference = dryRun.of(tx, sifted.users());
      return new Merged(difference.missing(), difference.different(), 0, null, Set.of(), Map.of());
    }
    // Nobody is told of a page before the comparison ends, with a commit that waits for the disk;
    // one that a crash takes back is read again, since the cursor goes back with it.
    tx.update("set local synchronous_commit = off");
    return sync.merge().merge(tx, sifted.users(), manner);
  }

  private static List<String> ids(Sifted sifted) {
    List<String> ids = new ArrayList<>(sifted.size());
    sifted.known().stream().map(ListedRecord::id).filter(Objects::nonNull).forEach(ids::add);
    sifted.users().stream().map(ProviderUser::id).forEach(ids::add);
    sifted.unreadable().stream()
        .map(Unreadable::id)
        .filter(Objects::nonNull)
        .map(HostileJson::sanitize)
        .forEach(ids::add);
    return ids;
  }

  private static @Nullable String reason(Merged merged, Sifted sifted) {
    if (merged.refusal() != null) {
      return "Postgres refused a user: " + merged.refusal();
    }
    return sifted.unreadable().isEmpty()
        ? null
        : "A user could not be read: " + sifted.unreadable().getFirst().problem();
  }
}

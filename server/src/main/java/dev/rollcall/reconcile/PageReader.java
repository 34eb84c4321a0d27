package dev.rollcall.reconcile;

import dev.rollcall.json.HostileJson;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.reconcile.Comparison.State;
import dev.rollcall.reconcile.Comparisons.Progress;
import dev.rollcall.sync.ListingMerge.Merged;
import dev.rollcall.sync.ProjectSync;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Reads the pages of a listing and merges each in one transaction with the cursor behind it. While
/// Postgres merges one page, the next is already being fetched.
final class PageReader {
  private static final int TRIES = 8;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

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

  private record Timed(ListedPage page, long millis) {}

  /// Empty when the last page was merged or the work was taken away; else why it failed.
  Optional<String> readAll(Connector connector, long number, KeepGoing keepGoing)
      throws InterruptedException {
    Comparison at = find(number);
    try (ExecutorService ahead = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        return readAll(connector, at, keepGoing, ahead);
      } finally {
        // A page that nobody waits for any more is not worth asking for again and again.
        ahead.shutdownNow();
      }
    }
  }

  private Optional<String> readAll(
      Connector connector, Comparison begun, KeepGoing keepGoing, ExecutorService ahead)
      throws InterruptedException {
    Comparison at = begun;
    @Nullable String first = at.cursor();
    Future<Timed> next =
        at.state() == State.LISTING ? ahead.submit(() -> askForSome(connector, first)) : null;
    while (next != null && keepGoing.stillOurs()) {
      Timed answer = get(next);
      switch (answer.page()) {
        case NoAnswer(var reason, _, _) -> {
          return Optional.of(reason);
        }
        case Page page -> {
          @Nullable String cursor = page.next();
          next = cursor == null ? null : ahead.submit(() -> askForSome(connector, cursor));
          if (!merge(at, page, answer.millis())) {
            return Optional.empty();
          }
          at = find(at.number());
        }
      }
    }
    return Optional.empty();
  }

  private Comparison find(long number) {
    return database.inTransaction(tx -> comparisons.find(tx, number)).orElseThrow();
  }

  private static Timed get(Future<Timed> page) throws InterruptedException {
    try {
      return page.get();
    } catch (ExecutionException failure) {
      return new Timed(new NoAnswer("The listing failed: " + failure.getCause()), 0);
    }
  }

  /// Asks for pages until there are users enough for one transaction, or it has taken long enough.
  private Timed askForSome(Connector connector, @Nullable String cursor)
      throws InterruptedException {
    long began = System.nanoTime();
    ListedPage all = ask(connector, cursor);
    while (all instanceof Page some
        && some.next() != null
        && some.users().size() < usersAtOnce
        && System.nanoTime() - began < LONG_ENOUGH.toNanos()) {
      if (!(ask(connector, some.next()) instanceof Page more)) {
        // What is there is merged first; the next round asks for the rest again.
        break;
      }
      all = join(some, more);
    }
    return new Timed(all, (System.nanoTime() - began) / 1_000_000);
  }

  private static Page join(Page some, Page more) {
    List<ProviderUser> users = new ArrayList<>(some.users());
    users.addAll(more.users());
    List<Unreadable> unreadable = new ArrayList<>(some.unreadable());
    unreadable.addAll(more.unreadable());
    Instant readAt = some.readAt().isBefore(more.readAt()) ? some.readAt() : more.readAt();
    return new Page(users, unreadable, readAt, more.next());
  }

  /// Asks for a page, and asks again where the provider is busy or away for a moment.
  private static ListedPage ask(Connector connector, @Nullable String cursor)
      throws InterruptedException {
    ListedPage page = connector.list(cursor);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (!(page instanceof NoAnswer none) || none.credentialsRefused()) {
        break;
      }
      Duration wait = Duration.ofMillis(200L << attempt);
      Duration asked = none.retryAfter();
      if (asked != null && asked.compareTo(LONGEST_WAIT) > 0) {
        break;
      }
      Thread.sleep(asked == null ? wait : asked);
      page = connector.list(cursor);
    }
    return page;
  }

  private boolean merge(Comparison at, Page page, long httpMillis) {
    long began = System.nanoTime();
    return database.inTransaction(tx -> {
      Instant now = clock.instant();
      Merged merged = mergePage(tx, at, page, now);
      long unreadable = merged.refused() + page.unreadable().size();
      return comparisons.advance(
          tx,
          at,
          new Progress(
              page.next(),
              page.users().size() + page.unreadable().size(),
              merged.inserted(),
              merged.updated(),
              unreadable,
              httpMillis,
              (System.nanoTime() - began) / 1_000_000,
              reason(merged, page),
              page.readAt()),
          now);
    });
  }

  private Merged mergePage(Transaction tx, Comparison at, Page page, Instant now)
      throws SQLException {
    if (at.request().dryRun()) {
      listed.add(tx, ids(page));
      DryRun.Difference difference = dryRun.of(tx, page.users());
      return new Merged(difference.missing(), difference.different(), 0, 0, null);
    }
    // Nobody is told of a page before the comparison ends, with a commit that waits for the disk;
    // one
    // that a crash takes back is read again, since the cursor goes back with it.
    tx.update("set local synchronous_commit = off");
    Merged merged = sync.merge().merge(tx, page.users(), page.readAt(), !at.firstCopy(), now);
    listed.add(tx, ids(page));
    return merged;
  }

  private static List<String> ids(Page page) {
    List<String> ids = new ArrayList<>(page.users().stream().map(ProviderUser::id).toList());
    page.unreadable().stream()
        .map(Unreadable::id)
        .filter(Objects::nonNull)
        .map(HostileJson::sanitize)
        .forEach(ids::add);
    return ids;
  }

  private static @Nullable String reason(Merged merged, Page page) {
    if (merged.refusal() != null) {
      return "Postgres refused a user: " + merged.refusal();
    }
    return page.unreadable().isEmpty()
        ? null
        : "A user could not be read: " + page.unreadable().getFirst().problem();
  }
}

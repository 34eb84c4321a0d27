package dev.rollcall.reconcile;

import dev.rollcall.feed.ChangeFeed;
import dev.rollcall.inbox.Inbox;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Connector;
import dev.rollcall.reconcile.Comparison.State;
import dev.rollcall.sync.ProjectSync;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The comparison: reads the provider's listing page by page, brings each page into the table by
/// the rule, then asks after those that were not listed. Where it is stands in Postgres, in the
/// same transactions, so that a killed server, or another one, goes on where it stopped.
public final class Reconciler {
  private static final long HELD_BACK_ABOVE = 10;
  private static final double HELD_BACK_SHARE = 0.01;
  private static final Duration COUNTED = Duration.ofSeconds(3);

  private final Database database;
  private final Supplier<Connector> connector;
  private final ProjectSync sync;
  private final InstantSource clock;
  private final Comparisons comparisons = new Comparisons();
  private final Inbox inbox = new Inbox();
  private final Listed listed;
  private final PageReader pages;

  /// @param usersAtOnce how many listed users go into one transaction, if pages are smaller than
  ///   that
  public Reconciler(
      Database database,
      UsersTable table,
      Supplier<Connector> connector,
      ProjectSync sync,
      InstantSource clock,
      int usersAtOnce) {
    this.database = database;
    this.connector = connector;
    this.sync = sync;
    this.clock = clock;
    this.listed = new Listed(table);
    this.pages =
        new PageReader(database, comparisons, listed, new DryRun(table), sync, clock, usersAtOnce);
  }

  /// Begins a comparison, or answers the one that is under way.
  public Comparison begin(ComparisonRequest request) {
    Connector speaker = connector.get();
    @Nullable Long known = count(speaker, COUNTED);
    return database.inTransaction(tx -> {
      boolean fresh = comparisons.openOne(tx).isEmpty();
      if (fresh) {
        listed.clear(tx);
      }
      return comparisons.open(tx, speaker.provider(), request, known, clock.instant());
    });
  }

  /// Goes on with the open comparison until it ends, waiting where the provider asks for it;
  /// answers the ended one, or nothing where none is open. Only one thread of one server may be in
  /// here.
  ///
  /// @param keepGoing asked between steps; false makes it stop where it is, to go on another time
  public Optional<Comparison> run(KeepGoing keepGoing) throws InterruptedException {
    Optional<Comparison> open = database.inTransaction(comparisons::openOne);
    if (open.isEmpty()) {
      return open;
    }
    Comparison comparison = open.get();
    Connector speaker = connector.get();
    if (!comparison.provider().equals(speaker.provider())) {
      fail(comparison, "The project was connected to another provider meanwhile");
      return state(comparison.number());
    }
    Optional<String> failure = pages.readAll(speaker, comparison.number(), keepGoing);
    if (failure.isPresent()) {
      fail(comparison, failure.get());
      return state(comparison.number());
    }
    comparison = state(comparison.number()).orElseThrow();
    if (comparison.state() == State.ABSENCES) {
      askAfterAbsent(comparison, keepGoing);
    }
    return state(comparison.number());
  }

  /// How many users the provider has; null where it does not say so in time. Whoever asks for a
  /// comparison does not wait for a provider that hangs: it is only for the progress.
  static @Nullable Long count(Connector speaker, Duration patience) {
    OptionalLong total =
        CompletableFuture.supplyAsync(speaker::count, Thread::startVirtualThread)
            .completeOnTimeout(OptionalLong.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
            .join();
    return total.isPresent() ? total.getAsLong() : null;
  }

  public Optional<Comparison> state(long number) {
    return database.reading(tx -> comparisons.find(tx, number));
  }

  public Optional<Comparison> newest() {
    return database.reading(this::newest);
  }

  public Optional<Comparison> newest(Transaction tx) throws SQLException {
    return comparisons.newest(tx);
  }

  /// Ids whose deletion is held back.
  public List<String> heldBack(int limit) {
    return database.reading(tx ->
        tx.all(
            "select id from rollcall.held_deletion order by id limit ?",
            row -> row.getString(1),
            limit));
  }

  public long heldBackCount() {
    return database.reading(tx -> tx.number("select count(*) from rollcall.held_deletion"));
  }

  private void fail(Comparison comparison, String reason) {
    database.inTransaction(tx -> {
      comparisons.end(tx, comparison.number(), State.FAILED, 0, 0, reason, clock.instant());
      return true;
    });
  }

  private void askAfterAbsent(Comparison comparison, KeepGoing keepGoing)
      throws InterruptedException {
    String listing = "comparison:" + comparison.number();
    long heldBack = database.inTransaction(tx -> suspect(tx, comparison, listing));
    if (comparison.request().dryRun()) {
      return;
    }
    Confirmation confirmation = new Confirmation(database, inbox, sync, keepGoing);
    Optional<String> doubt = confirmation.await(listing);
    if (!keepGoing.stillOurs()) {
      return;
    }
    database.inTransaction(tx -> {
      Instant now = clock.instant();
      if (comparison.firstCopy()) {
        new ChangeFeed().appendResync(tx, now);
      }
      long deleted = inbox.confirmedSuspicions(tx, listing);
      comparisons.end(
          tx, comparison.number(), State.FINISHED, deleted, heldBack, doubt.orElse(null), now);
      listed.clear(tx);
      return true;
    });
  }

  /// Notes who is missing, to be asked for one by one; answers how many are held back instead.
  private long suspect(Transaction tx, Comparison comparison, String listing) throws SQLException {
    Instant now = clock.instant();
    Instant began = comparison.readSince();
    List<String> absent = began == null ? List.of() : listed.absent(tx, began);
    boolean tooMany = absent.size() > Math.max(HELD_BACK_ABOVE, listed.live(tx) * HELD_BACK_SHARE);
    long heldBack = tooMany && !comparison.request().release() ? absent.size() : 0;
    if (comparison.request().dryRun()) {
      comparisons.end(
          tx,
          comparison.number(),
          State.FINISHED,
          heldBack > 0 ? 0 : absent.size(),
          heldBack,
          null,
          now);
      listed.clear(tx);
      return heldBack;
    }
    listed.holdBack(tx, heldBack > 0 ? absent : List.of(), now);
    if (heldBack == 0 && !absent.isEmpty()) {
      inbox.suspect(tx, comparison.provider(), listing, absent, now);
    }
    if (began != null) {
      sync.merge().finish(tx, began);
    }
    return heldBack;
  }
}

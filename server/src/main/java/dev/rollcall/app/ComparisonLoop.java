package dev.rollcall.app;

import dev.rollcall.jobs.Leases;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.Comparison.State;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.reconcile.Reconciler;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Begins comparisons when they are due, and goes on with those that are open, on one of all
/// servers.
final class ComparisonLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ComparisonLoop.class);
  private static final String LEASE = "comparison";

  /// Providers that report nothing by themselves are compared this often, or, where a comparison
  /// takes long, after twenty times as long as it took.
  private static final Duration OFTEN = Duration.ofSeconds(10);

  private static final int SHARE = 20;

  /// Another follows one that failed, after twice as long each time that it fails again.
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private static final Duration AGAIN_AT_LAST = Duration.ofMinutes(10);

  private final Reconciler reconciler;
  private final Leases leases;
  private final Supplier<@Nullable Connector> connector;
  private final Supplier<Instant> connectedAt;
  private final Duration every;
  private final Consumer<Comparison> ended;
  private final InstantSource clock;
  private volatile boolean due;
  private volatile boolean stopped;
  private volatile double jitter = 1;

  /// In a row, as far as this server knows.
  private volatile int failures;

  /// @param connectedAt when the project was connected; what was compared before was another
  ///   provider, or the same in another way
  /// @param ended told of each that came to its end here
  ComparisonLoop(
      Reconciler reconciler,
      Leases leases,
      Supplier<@Nullable Connector> connector,
      Supplier<Instant> connectedAt,
      Duration every,
      Consumer<Comparison> ended,
      InstantSource clock) {
    this.reconciler = reconciler;
    this.leases = leases;
    this.connector = connector;
    this.connectedAt = connectedAt;
    this.every = every;
    this.ended = ended;
    this.clock = clock;
  }

  /// Has a comparison begin as soon as may be.
  void dueAtOnce() {
    due = true;
  }

  /// Told of what works again. What could not be stored or applied may be lost; a provider that
  /// answers again need not be spared any longer.
  void recovered(String what) {
    if (what.startsWith("store") || what.startsWith("apply")) {
      due = true;
    } else if (what.startsWith(ProjectServer.PROVIDER)) {
      failures = 0;
    }
  }

  void stop() {
    stopped = true;
  }

  /// When [#next] has something to do next; empty while there is no provider to be asked.
  Optional<Instant> due(Transaction tx) throws SQLException {
    Connector speaker = connector.get();
    return speaker == null ? Optional.empty() : Optional.of(due(speaker, reconciler.newest(tx)));
  }

  private Instant due(Connector speaker, Optional<Comparison> last) {
    Instant ended = last.map(Comparison::finishedAt).orElse(null);
    boolean isOld = last.filter(one -> one.startedAt().isBefore(connectedAt.get())).isPresent();
    return due || isOld || ended == null ? Instant.EPOCH : ended.plus(interval(speaker, last));
  }

  Duration next() throws InterruptedException {
    Connector speaker = connector.get();
    if (speaker != null && isDue(speaker, reconciler.newest()) && stillOurs()) {
      try {
        // Another server may have ended one just before the lease was ours.
        Optional<Comparison> last = reconciler.newest();
        if (isDue(speaker, last)) {
          compare(last);
        }
      } finally {
        leases.giveBack(LEASE);
      }
    }
    return Loop.UNTIL_WOKEN;
  }

  private boolean isDue(Connector speaker, Optional<Comparison> last) {
    return !due(speaker, last).isAfter(clock.instant());
  }

  private void compare(Optional<Comparison> last) throws InterruptedException {
    if (!last.map(Comparison::open).orElse(false)) {
      // An open one may have begun before the outage, so another follows it.
      due = false;
      reconciler.begin(ComparisonRequest.USUAL);
    }
    reconciler.run(this::stillOurs).ifPresent(this::report);
    jitter = 0.8 + 0.4 * ThreadLocalRandom.current().nextDouble();
  }

  private boolean stillOurs() {
    return !stopped && leases.take(LEASE);
  }

  private Duration interval(Connector speaker, Optional<Comparison> last) {
    Duration usual = Duration.ofMillis((long) (every.toMillis() * jitter));
    if (last.map(Comparison::state).equals(Optional.of(State.FAILED))) {
      Duration again = AGAIN.multipliedBy(1L << Math.clamp(failures - 1, 0, 6));
      return shortest(usual, again, AGAIN_AT_LAST);
    }
    if (speaker.reach().complete() || last.isEmpty()) {
      return usual;
    }
    Comparison comparison = last.get();
    Duration took =
        comparison.finishedAt() == null
            ? OFTEN
            : Duration.between(comparison.startedAt(), comparison.finishedAt());
    Duration often = took.multipliedBy(SHARE);
    return shortest(usual, often.compareTo(OFTEN) < 0 ? OFTEN : often);
  }

  private static Duration shortest(Duration... all) {
    return Collections.min(List.of(all));
  }

  private void report(Comparison comparison) {
    if (!comparison.open()) {
      failures = comparison.state() == State.FAILED ? failures + 1 : 0;
      ended.accept(comparison);
    }
    LOG.info(
        "comparison={} state={} listed={} inserted={} updated={} deleted={} held_back={}"
            + " unreadable={} reason={}",
        comparison.number(),
        comparison.state().wireName(),
        comparison.listed(),
        comparison.inserted(),
        comparison.updated(),
        comparison.deleted(),
        comparison.heldBack(),
        comparison.unreadable(),
        comparison.reason());
  }
}

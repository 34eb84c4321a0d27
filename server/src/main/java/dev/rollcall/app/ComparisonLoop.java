package dev.rollcall.app;

import dev.rollcall.jobs.Leases;
import dev.rollcall.provider.Connector;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.reconcile.Reconciler;
import java.time.Duration;
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
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /// Providers that report nothing by themselves are compared this often, or, where a comparison
  /// takes long, after twenty times as long as it took.
  private static final Duration OFTEN = Duration.ofSeconds(10);

  private static final int SHARE = 20;

  private final Reconciler reconciler;
  private final Leases leases;
  private final Supplier<@Nullable Connector> connector;
  private final Duration every;
  private final Consumer<Comparison> ended;
  private volatile boolean due;
  private volatile boolean stopped;
  private volatile double jitter = 1;

  /// @param ended told of each that came to its end here
  ComparisonLoop(
      Reconciler reconciler,
      Leases leases,
      Supplier<@Nullable Connector> connector,
      Duration every,
      Consumer<Comparison> ended) {
    this.reconciler = reconciler;
    this.leases = leases;
    this.connector = connector;
    this.every = every;
    this.ended = ended;
  }

  /// Has a comparison begin as soon as may be.
  void dueAtOnce() {
    due = true;
  }

  void stop() {
    stopped = true;
  }

  Duration next() throws InterruptedException {
    Connector speaker = connector.get();
    if (speaker == null) {
      return LOOK_EVERY;
    }
    Optional<Comparison> last = reconciler.newest();
    boolean open = last.map(Comparison::open).orElse(false);
    if (!open && !due && !reconciler.due(interval(speaker, last))) {
      return LOOK_EVERY;
    }
    if (!stillOurs()) {
      return LOOK_EVERY;
    }
    if (!open) {
      // An open one may have begun before the outage, so another follows it.
      due = false;
      reconciler.begin(ComparisonRequest.USUAL);
    }
    reconciler.run(this::stillOurs).ifPresent(this::report);
    jitter = 0.8 + 0.4 * ThreadLocalRandom.current().nextDouble();
    return LOOK_EVERY;
  }

  private boolean stillOurs() {
    return !stopped && leases.take("comparison");
  }

  private Duration interval(Connector speaker, Optional<Comparison> last) {
    Duration usual = Duration.ofMillis((long) (every.toMillis() * jitter));
    if (speaker.reach().complete() || last.isEmpty()) {
      return usual;
    }
    Comparison comparison = last.get();
    Duration took =
        comparison.finishedAt() == null
            ? OFTEN
            : Duration.between(comparison.startedAt(), comparison.finishedAt());
    Duration often = took.multipliedBy(SHARE);
    Duration wait = often.compareTo(OFTEN) < 0 ? OFTEN : often;
    return wait.compareTo(usual) < 0 ? wait : usual;
  }

  private void report(Comparison comparison) {
    if (!comparison.open()) {
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

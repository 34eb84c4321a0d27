package dev.rollcall.app;

import dev.rollcall.http.CallWatch;
import dev.rollcall.http.HttpAnswer;
import dev.rollcall.inbox.InboxWatch;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.metrics.Meters;
import dev.rollcall.metrics.Metric;
import dev.rollcall.project.ProjectId;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.reconcile.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What this server counts of one project's work.
final class ProjectMetrics implements InboxWatch {
  private static final Metric RECEIVED =
      Metric.of(
          "rollcall.events.received",
          "Events of the provider that were written down",
          "project",
          "provider");
  private static final Metric REPEATED =
      Metric.of(
          "rollcall.events.repeated",
          "Events that came once more, and were there already",
          "project",
          "provider");
  private static final Metric SETTLED =
      Metric.of(
          "rollcall.events.settled", "What became of events", "project", "provider", "outcome");
  private static final Metric DELAY =
      Metric.of(
          "rollcall.event.delay",
          "From the receipt of an event to the commit of what it changed",
          "project",
          "provider");
  private static final Metric COMPARISONS =
      Metric.of(
          "rollcall.comparisons",
          "Comparisons with the provider's listing that ended",
          "project",
          "provider",
          "state");
  private static final Metric DRIFT_FOUND =
      Metric.of(
          "rollcall.drift.found",
          "Differences that comparisons found, first copies excepted",
          "project",
          "provider");
  private static final Metric DRIFT_REPAIRED =
      Metric.of(
          "rollcall.drift.repaired",
          "Differences that comparisons repaired, first copies excepted",
          "project",
          "provider");
  private static final Metric CALLS =
      Metric.of(
          "rollcall.provider.calls",
          "Requests to the provider, by how they ended",
          "project",
          "provider",
          "outcome");

  private static final List<Duration> DELAYS =
      Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
          .map(Duration::ofMillis)
          .toList();

  private final Meters meters;
  private final String project;
  private final InstantSource clock;
  private final LongAdder received = new LongAdder();
  private final Map<Outcome, LongAdder> settled = new EnumMap<>(Outcome.class);
  private volatile @Nullable Duration providerAhead;

  ProjectMetrics(Meters meters, ProjectId project, InstantSource clock) {
    this.meters = meters;
    this.project = project.value();
    this.clock = clock;
    for (Outcome outcome : Outcome.values()) {
      settled.put(outcome, new LongAdder());
    }
  }

  /// Events since this server was started: `received`, and what became of them.
  Map<String, Long> counted() {
    Map<String, Long> counted = new LinkedHashMap<>();
    counted.put("received", received.sum());
    settled.forEach((outcome, count) -> counted.put(outcome.wireName(), count.sum()));
    return counted;
  }

  @Override
  public void came(ProviderId provider, int fresh, int repeated) {
    received.add(fresh);
    meters.count(RECEIVED, fresh, project, provider.value());
    meters.count(REPEATED, repeated, project, provider.value());
  }

  @Override
  public void settled(ProviderId provider, Outcome outcome, Instant receivedAt) {
    Objects.requireNonNull(settled.get(outcome)).increment();
    meters.count(SETTLED, 1, project, provider.value(), outcome.wireName());
    Duration delay = Duration.between(receivedAt, clock.instant());
    meters.time(
        DELAY, DELAYS, delay.isNegative() ? Duration.ZERO : delay, project, provider.value());
  }

  void compared(Comparison comparison) {
    String provider = comparison.provider().value();
    meters.count(COMPARISONS, 1, project, provider, comparison.state().wireName());
    // The first copy counts as nothing, but makes the numbers begin.
    long differences =
        comparison.firstCopy()
            ? 0
            : comparison.inserted() + comparison.updated() + comparison.deleted();
    meters.count(DRIFT_FOUND, differences + comparison.heldBack(), project, provider);
    meters.count(
        DRIFT_REPAIRED, comparison.request().dryRun() ? 0 : differences, project, provider);
  }

  /// Counts the requests to a provider of this project.
  CallWatch calls(ProviderId provider) {
    return new CallWatch() {
      @Override
      public void answered(HttpAnswer answer, Duration after) {
        meters.time(CALLS, List.of(), after, project, provider.value(), outcome(answer.status()));
        answer.date().ifPresent(date -> learn(answer, date));
      }

      @Override
      public void failed(Duration after) {
        meters.time(CALLS, List.of(), after, project, provider.value(), "no_answer");
      }
    };
  }

  /// By how much the provider's clock is ahead of ours at least, as its last answer told; negative
  /// where it is behind; empty where no answer said so yet.
  Optional<Duration> providerAhead() {
    return Optional.ofNullable(providerAhead);
  }

  /// A `Date` is cut to whole seconds (RFC 9110 §6.6.1).
  private void learn(HttpAnswer answer, Instant date) {
    Duration least = Duration.between(answer.receivedAt(), date);
    Duration most = Duration.between(answer.sentAt(), date.plusSeconds(1));
    providerAhead = least.isPositive() ? least : most.isNegative() ? most : Duration.ZERO;
  }

  private static String outcome(int status) {
    return switch (status) {
      case 401, 403 -> "refused";
      case 404, 410 -> "not_found";
      case 429 -> "rate_limited";
      default ->
          switch (status / 100) {
            case 2, 3 -> "ok";
            case 4 -> "client_error";
            default -> "server_error";
          };
    };
  }
}

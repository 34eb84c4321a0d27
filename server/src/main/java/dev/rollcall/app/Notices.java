package dev.rollcall.app;

import dev.rollcall.app.ProjectSample.Said;
import dev.rollcall.doctor.Incident;
import dev.rollcall.doctor.Incident.Kind;
import dev.rollcall.doctor.Incidents;
import dev.rollcall.doctor.NoticeChannel;
import dev.rollcall.reconcile.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices what is wrong with projects for some time, and tells the operator once when it begins
/// and once when it is over, whichever server sees it.
final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// How long a provider may be away before that is news.
  private static final Duration TOLERATED = Duration.ofMinutes(5);

  /// A quarantine that has not grown for so long is nothing new any more.
  private static final Duration CALM = Duration.ofHours(1);

  private final Incidents incidents;
  private final List<NoticeChannel> channels;
  private final Samples samples;
  private final InstantSource clock;

  /// What is known of projects at the moment.
  @FunctionalInterface
  interface Samples {
    List<ProjectSample> now();
  }

  /// @param channels at least one
  Notices(Incidents incidents, List<NoticeChannel> channels, Samples samples, InstantSource clock) {
    this.incidents = incidents;
    this.channels = List.copyOf(channels);
    this.samples = samples;
    this.clock = clock;
  }

  /// Looks at all projects once, and tells what is to be told.
  Duration next() {
    List<ProjectSample> current = samples.now();
    CompletableFuture.allOf(
            current.stream().map(ProjectSample::refresh).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    for (ProjectSample sample : current) {
      if (sample.answers()) {
        sample.said().ifPresent(said -> look(sample.project(), said));
      }
    }
    Optional<Incident> due = incidents.claim(clock.instant());
    while (due.isPresent()) {
      tell(due.get());
      due = incidents.claim(clock.instant());
    }
    incidents.forget(clock.instant());
    return LOOK_EVERY;
  }

  private void look(String project, Said said) {
    Instant now = clock.instant();
    switch (said.provider()) {
      case ProviderState.Away(var reason) ->
          incidents.goesOn(project, Kind.PROVIDER, reason, TOLERATED, now);
      case ProviderState.Answers() -> incidents.isOver(project, Kind.PROVIDER, now);
      case ProviderState.Unknown() -> {
        // Another server asks it.
      }
    }
    if (said.heldBack() > 0) {
      incidents.goesOn(
          project,
          Kind.HELD_BACK,
          "Deletions are held back, since they are many at once: " + said.heldBack(),
          Duration.ZERO,
          now);
    } else {
      incidents.isOver(project, Kind.HELD_BACK, now);
    }
    long quarantined = said.backlog().quarantined();
    incidents.level(
        project,
        Kind.QUARANTINE,
        quarantined,
        "Events could not be applied: " + quarantined,
        CALM,
        now);
  }

  private void tell(Incident incident) {
    boolean all = true;
    for (NoticeChannel channel : channels) {
      if (incident.told().contains(incident.note(channel.name()))) {
        continue;
      }
      Optional<String> failure = channel.tell(incident);
      if (failure.isEmpty()) {
        incidents.told(incident, channel.name());
      } else {
        all = false;
        LOG.warn(
            "project={} incident={} {} could not be told by {}: {}",
            incident.project(),
            incident.kind().wireName(),
            incident.phase(),
            channel.name(),
            failure.get());
      }
    }
    if (all) {
      incidents.settled(incident);
    } else {
      incidents.again(incident, clock.instant());
    }
  }

  /// Whether a project's provider answers, as far as this server knows.
  sealed interface ProviderState {
    record Answers() implements ProviderState {}

    record Away(String reason) implements ProviderState {}

    record Unknown() implements ProviderState {}

    /// @param troubles of this server with the project
    /// @param asksItself whether this server pulls, or nobody needs to
    static ProviderState of(
        Map<String, String> troubles, boolean asksItself, Optional<Comparison> newest) {
      Optional<String> trouble =
          troubles.entrySet().stream()
              .filter(one -> one.getKey().startsWith(ProjectServer.PROVIDER))
              .map(Map.Entry::getValue)
              .findFirst();
      if (trouble.isPresent()) {
        return new Away("The provider does not answer: " + trouble.get());
      }
      Optional<Comparison> failed = newest.filter(one -> one.state() == Comparison.State.FAILED);
      if (failed.isPresent()) {
        return new Away("A comparison with the provider failed: " + failed.get().reason());
      }
      return asksItself ? new Answers() : new Unknown();
    }
  }
}

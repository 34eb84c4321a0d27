package dev.rollcall.app;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The projects that are at work, each with what its database said last.
final class SampledProjects {
  private final Supplier<Collection<ProjectServer>> projects;
  private final InstantSource clock;
  private final Map<ProjectServer, ProjectSample> samples = new HashMap<>();

  SampledProjects(Supplier<Collection<ProjectServer>> projects, InstantSource clock) {
    this.projects = projects;
    this.clock = clock;
  }

  synchronized List<ProjectSample> current() {
    Collection<ProjectServer> running = projects.get();
    samples.keySet().retainAll(running);
    running.forEach(
        server -> samples.computeIfAbsent(server, fresh -> ProjectSample.of(fresh, clock)));
    return List.copyOf(samples.values());
  }
}

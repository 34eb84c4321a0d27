package dev.rollcall.app;

import dev.rollcall.project.ProjectId;
import dev.rollcall.project.Projects;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Takes up what other servers on the same control database do to projects: a new one is at work
/// here within a second, and so is another provider of one that is here already.
final class ProjectWatch {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Projects projects;
  private final ProjectServers servers;
  private final Loop loop;
  private final boolean shared;
  private final Map<ProjectId, String> seen = new HashMap<>();

  /// @param shared whether other servers may use the control database, too
  ProjectWatch(Projects projects, ProjectServers servers, boolean shared) {
    this.shared = shared;
    this.projects = projects;
    this.servers = servers;
    this.loop = new Loop("watch projects", this::look, new Troubles(_ -> {}));
  }

  void start() {
    if (shared) {
      loop.start();
    }
  }

  void stop() {
    loop.stop();
  }

  private Duration look() {
    projects
        .versions()
        .forEach((id, version) -> {
          if (!version.equals(seen.get(id))) {
            projects.find(id).ifPresent(servers::catchUp);
            seen.put(id, version);
          }
        });
    return LOOK_EVERY;
  }
}

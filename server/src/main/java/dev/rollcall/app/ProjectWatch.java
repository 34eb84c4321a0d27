package dev.rollcall.app;

import dev.rollcall.project.ProjectId;
import dev.rollcall.project.Projects;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes up what other servers on the same control database do to projects: a new one is at work
/// here within a second, and so is another provider of one that is here already. Where one of them
/// is gone, what it left undone is looked for.
final class ProjectWatch {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Projects projects;
  private final ProjectServers servers;
  private final OtherServers others;
  private final List<Loop> loops;
  private final boolean shared;
  private final Map<ProjectId, String> seen = new HashMap<>();

  /// @param shared whether other servers may use the control database, too
  ProjectWatch(Projects projects, ProjectServers servers, OtherServers others, boolean shared) {
    this.shared = shared;
    this.projects = projects;
    this.servers = servers;
    this.others = others;
    this.loops =
        List.of(
            new Loop("watch projects", this::look, new Troubles(_ -> {})),
            others.loop(() -> servers.all().forEach(ProjectServer::takeOver)));
  }

  void start() {
    if (shared) {
      loops.forEach(Loop::start);
    }
  }

  void stop() {
    loops.forEach(Loop::stop);
  }

  /// When all that was under way here has ended.
  void leave() {
    others.leave();
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

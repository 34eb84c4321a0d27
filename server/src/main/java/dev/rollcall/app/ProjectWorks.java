package dev.rollcall.app;

import dev.rollcall.config.Config;
import dev.rollcall.feed.hook.Webhooks;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.jobs.Leases;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.Project;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Puts projects to work: each in a server of its own, over its own database.
final class ProjectWorks implements ProjectServers.ProjectServerMaker {
  /// So many times the time until they rest passes before resting projects are looked at.
  private static final int LOOKS_AT_REST = 3;

  private final Ground ground;
  private final Databases databases;
  private final List<Consumer<ProjectServer>> additions;
  private final Visibility visibility;
  private final Schedule schedule;
  private final EgressGuard receivers;
  private final Function<Database, Leases> leases;

  /// @param additions give each project what else it needs
  ProjectWorks(
      Ground ground,
      Databases databases,
      List<Consumer<ProjectServer>> additions,
      Visibility visibility,
      OtherServers others,
      Config config) {
    this.leases = others::leases;
    this.ground = ground;
    this.databases = databases;
    this.additions = List.copyOf(additions);
    this.visibility = visibility;
    this.schedule =
        new Schedule(
            config.compareEvery(),
            config.keepEvents(),
            new Agenda.Pace(config.restAfter(), config.restAfter().multipliedBy(LOOKS_AT_REST)),
            ground.fail());
    // In development, which is listening on loopback only, receivers are on this machine, too.
    this.receivers = new EgressGuard(config.development());
  }

  /// Puts a project's outgoing webhooks together.
  @FunctionalInterface
  interface WebhooksMaker {
    /// @param settled told when more may be due
    Webhooks make(Database database, Runnable settled);
  }

  @Override
  public ProjectServer make(Project project) {
    ProjectServer server =
        new ProjectServer(
            project,
            databases.open(project.login()),
            leases,
            schedule,
            ground.clock(),
            (database, settled) ->
                Webhooks.of(
                    database,
                    project.id(),
                    ground.secrets(),
                    receivers,
                    ground.random(),
                    ground.clock(),
                    settled),
            visibility.of(project.id()));
    additions.forEach(addition -> addition.accept(server));
    return server;
  }
}

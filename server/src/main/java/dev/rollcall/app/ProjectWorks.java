package dev.rollcall.app;

import dev.rollcall.config.Config;
import dev.rollcall.feed.hook.Webhooks;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.Project;
import java.util.UUID;

/// Puts projects to work: each in a server of its own, over its own database.
final class ProjectWorks implements ProjectServers.ProjectServerMaker {
  private final Ground ground;
  private final Databases databases;
  private final BuiltInDoor builtIn;
  private final OtherIssuers issuers;
  private final Visibility visibility;
  private final RowSecurityAtStart rowSecurity;
  private final ProjectServer.Schedule schedule;
  private final EgressGuard receivers;
  private final String serverId = UUID.randomUUID().toString();

  ProjectWorks(
      Ground ground,
      Databases databases,
      BuiltInDoor builtIn,
      OtherIssuers issuers,
      RowSecurityAtStart rowSecurity,
      Visibility visibility,
      Config config) {
    this.rowSecurity = rowSecurity;
    this.ground = ground;
    this.databases = databases;
    this.builtIn = builtIn;
    this.issuers = issuers;
    this.visibility = visibility;
    this.schedule =
        new ProjectServer.Schedule(config.compareEvery(), config.keepEvents(), ground.fail());
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
            serverId,
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
    builtIn.attach(server);
    rowSecurity.attach(server);
    issuers.attach(server);
    return server;
  }
}

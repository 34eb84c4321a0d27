package dev.rollcall.app;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.Project;
import dev.rollcall.project.ProjectId;
import dev.rollcall.rls.Enabling;
import dev.rollcall.rls.RowSecurity;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns row-level security on, or brings it up to date, in the databases that Rollcall made. The
/// first time takes about a second of Postgres' time, so it is done beside the start, and what
/// needs it waits.
final class RowSecurityAtStart {
  private static final Logger LOG = LoggerFactory.getLogger(RowSecurityAtStart.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration ONCE = Duration.ofDays(1);

  private final Databases databases;
  private final Map<ProjectId, CountDownLatch> settled = new ConcurrentHashMap<>();

  RowSecurityAtStart(Databases databases) {
    this.databases = databases;
  }

  /// Has it done when the project begins its work. A database of the operator's own stays as it is.
  void attach(ProjectServer server) {
    Project project = server.project();
    if (project.ownerLogin() != null) {
      settled.put(project.id(), new CountDownLatch(1));
      server.also("row-level security", () -> settle(project));
    }
  }

  private Duration settle(Project project) {
    Enabling answer =
        new RowSecurity(new Database(databases.administer(project.login())), project.table())
            .enableUnlessUnwanted();
    if (answer instanceof Enabling.Refused(var reason)) {
      LOG.warn("project={} row-level security stays as it is: {}", project.id(), reason);
    }
    settled.getOrDefault(project.id(), new CountDownLatch(0)).countDown();
    return ONCE;
  }

  /// Returns when it is done, or was not to be.
  void await(ProjectId project) {
    try {
      if (!settled
          .getOrDefault(project, new CountDownLatch(0))
          .await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("project={} row-level security is not on yet", project);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}

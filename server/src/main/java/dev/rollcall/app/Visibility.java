package dev.rollcall.app;

import dev.rollcall.config.Config;
import dev.rollcall.metrics.Meters;
import dev.rollcall.metrics.Metric;
import dev.rollcall.metrics.Reading;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.project.ProjectId;
import io.helidon.webserver.http.HttpRouting;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/// What one server lets its operator see of itself by way of metrics.
final class Visibility {
  private static final Metric BUILD =
      Metric.of("rollcall.build", "Which version runs here", "version");

  private final Meters meters = new Meters();
  private final Map<ProjectId, ProjectMetrics> projects = new ConcurrentHashMap<>();
  private final InstantSource clock;

  Visibility(InstantSource clock) {
    this.clock = clock;
  }

  ProjectMetrics of(ProjectId project) {
    return projects.computeIfAbsent(project, id -> new ProjectMetrics(meters, id, clock));
  }

  /// Has requests counted, and answers who asks for the numbers.
  void route(
      HttpRouting.Builder routes,
      ApiKeys keys,
      ProjectServers servers,
      Databases databases,
      DataSource control,
      Config config) {
    ServerGauges gauges =
        new ServerGauges(meters, servers::all, databases::troubles, control, clock);
    routes.addFilter(new RequestTimes(meters));
    routes.register(
        "/metrics",
        new MetricsDoor(
            new ReaderKeys(keys::accepts, clock), config.development(), () -> scrape(gauges)));
  }

  private String scrape(ServerGauges gauges) {
    String version = App.class.getPackage().getImplementationVersion();
    meters.show(BUILD, List.of(Reading.of(1, version == null ? "unknown" : version)));
    gauges.refresh();
    return meters.scrape();
  }

  void stop() {
    meters.close();
  }
}

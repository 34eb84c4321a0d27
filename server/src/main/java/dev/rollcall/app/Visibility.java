package dev.rollcall.app;

import dev.rollcall.api.neon.DoctorRoutes;
import dev.rollcall.config.Config;
import dev.rollcall.doctor.Ailment;
import dev.rollcall.doctor.Incidents;
import dev.rollcall.doctor.NoticeChannel;
import dev.rollcall.metrics.Meters;
import dev.rollcall.metrics.Metric;
import dev.rollcall.metrics.Reading;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.project.ProjectId;
import io.helidon.webserver.http.HttpRouting;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What one server lets its operator see of itself: whether it is well, and what it counts.
final class Visibility {
  private static final Metric BUILD =
      Metric.of("rollcall.build", "Which version runs here", "version");

  private final Meters meters = new Meters();
  private final Map<ProjectId, ProjectMetrics> projects = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final AtomicReference<@Nullable String> phase =
      new AtomicReference<>("The server is still starting");
  private volatile @Nullable Loop notices;

  Visibility(InstantSource clock) {
    this.clock = clock;
  }

  ProjectMetrics of(ProjectId project) {
    return projects.computeIfAbsent(project, id -> new ProjectMetrics(meters, id, clock));
  }

  /// Has requests counted, and answers who asks for the numbers or how the server is.
  void route(
      HttpRouting.Builder routes,
      ApiKeys keys,
      ProjectServers servers,
      Databases databases,
      DataSource control,
      Config config) {
    ServerGauges gauges =
        new ServerGauges(meters, servers::all, databases::troubles, control, clock);
    notices = noticeLoop(config, servers, new Incidents(new Database(control)));
    ControlCheck check = new ControlCheck(new Database(control), clock);
    routes.addFilter(new RequestTimes(meters));
    routes.register(
        "/health", new HealthDoor(() -> Optional.ofNullable(phase.get()), check::trouble, servers));
    routes.register(
        "/metrics",
        new MetricsDoor(
            new ReaderKeys(keys::accepts, clock), config.development(), () -> scrape(gauges)));
  }

  /// Null where nobody is to be told of anything.
  private @Nullable Loop noticeLoop(Config config, ProjectServers servers, Incidents incidents) {
    List<NoticeChannel> channels = NoticeChannels.of(config.notices(), clock);
    if (channels.isEmpty()) {
      return null;
    }
    SampledProjects samples = new SampledProjects(servers::all, clock);
    return new Loop(
        "notices",
        new Notices(incidents, channels, samples::current, clock)::next,
        new Troubles(_ -> {}));
  }

  private String scrape(ServerGauges gauges) {
    String version = App.class.getPackage().getImplementationVersion();
    meters.show(BUILD, List.of(Reading.of(1, version == null ? "unknown" : version)));
    gauges.refresh();
    return meters.scrape();
  }

  /// What is wrong with any project.
  ///
  /// @param notes what the built-in provider has to say of one
  /// @param others adds what is wrong besides
  DoctorRoutes doctor(
      ProjectServers servers,
      Function<ProjectId, List<String>> notes,
      UnaryOperator<List<Ailment>> others) {
    Checkups checkups = new Checkups(servers, this, notes, clock);
    return new DoctorRoutes(() -> others.apply(checkups.examine()));
  }

  /// From now on the server is ready for requests.
  void ready() {
    phase.set(null);
    Loop loop = notices;
    if (loop != null) {
      loop.start();
    }
  }

  /// From now on it should get no more.
  void stopping() {
    phase.set("The server is stopping");
    Loop loop = notices;
    if (loop != null) {
      loop.stop();
    }
  }

  void stop() {
    meters.close();
  }
}

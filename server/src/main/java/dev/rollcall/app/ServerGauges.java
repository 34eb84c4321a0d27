package dev.rollcall.app;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.rollcall.app.ProjectSample.Said;
import dev.rollcall.metrics.Meters;
import dev.rollcall.metrics.Metric;
import dev.rollcall.metrics.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What is looked at when somebody reads the metrics: how deep inboxes are, what is held back, how
/// pools fare. All projects together are waited for only so long.
final class ServerGauges {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Metric TROUBLES =
      Metric.of(
          "rollcall.troubles",
          "What does not work at the moment: at the provider, or here",
          "project",
          "kind");
  private static final Metric ANSWERS =
      Metric.of(
          "rollcall.database.answers",
          "1 while the project's database answers in time, else 0",
          "project");

  /// What a pool is asked.
  private static final Map<Metric, Function<HikariPoolMXBean, Integer>> POOL =
      Map.of(
          pool("rollcall.pool.active", "Connections in use"),
              HikariPoolMXBean::getActiveConnections,
          pool("rollcall.pool.idle", "Connections that wait for work"),
              HikariPoolMXBean::getIdleConnections,
          pool("rollcall.pool.pending", "Threads that wait for a connection"),
              HikariPoolMXBean::getThreadsAwaitingConnection);

  private static final Metric POOL_MAX =
      pool("rollcall.pool.max", "How many connections there may be");

  private final Meters meters;
  private final Supplier<Collection<ProjectServer>> projects;
  private final Supplier<Map<String, String>> serverTroubles;
  private final DataSource control;
  private final InstantSource clock;
  private final SampledProjects samples;

  /// @param serverTroubles those that are no project's
  ServerGauges(
      Meters meters,
      Supplier<Collection<ProjectServer>> projects,
      Supplier<Map<String, String>> serverTroubles,
      DataSource control,
      InstantSource clock) {
    this.meters = meters;
    this.projects = projects;
    this.serverTroubles = serverTroubles;
    this.control = control;
    this.clock = clock;
    this.samples = new SampledProjects(projects, clock);
  }

  /// Has the gauges show the present.
  synchronized void refresh() {
    List<ProjectSample> current = samples.current();
    CompletableFuture<?> all =
        CompletableFuture.allOf(
            current.stream().map(ProjectSample::refresh).toArray(CompletableFuture[]::new));
    all.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    showProjects(current);
    showPools();
    showTroubles();
  }

  private void showProjects(List<ProjectSample> current) {
    meters.show(
        ANSWERS,
        current.stream().map(one -> Reading.of(one.answers() ? 1 : 0, one.project())).toList());
    show(
        current,
        "rollcall.inbox.waiting",
        "Events that wait to be applied",
        said -> (double) said.backlog().waiting());
    show(
        current,
        "rollcall.inbox.oldest.seconds",
        "How long the oldest of them has waited",
        said -> age(said.backlog().oldestWaiting()));
    show(
        current,
        "rollcall.inbox.quarantined",
        "Events that could not be applied",
        said -> (double) said.backlog().quarantined());
    show(
        current,
        "rollcall.last.event.timestamp.seconds",
        "When the last event came",
        said -> seconds(said.backlog().newest()));
    show(
        current,
        "rollcall.deletions.held.back",
        "Deletions that wait for somebody to say so",
        said -> (double) said.heldBack());
    show(
        current,
        "rollcall.mails.failed",
        "Mails that were given up in the last day",
        said -> (double) said.failedMails());
    show(
        current,
        "rollcall.last.comparison.timestamp.seconds",
        "When the last comparison ended",
        said -> seconds(said.lastComparison()));
  }

  private void show(
      List<ProjectSample> current,
      String name,
      String help,
      Function<Said, @Nullable Double> value) {
    List<Reading> readings = new ArrayList<>();
    for (ProjectSample sample : current) {
      sample
          .said()
          .map(value)
          .ifPresent(shown -> readings.add(Reading.of(shown, sample.project())));
    }
    meters.show(Metric.of(name, help, "project"), readings);
  }

  private void showPools() {
    Map<String, HikariDataSource> pools = new TreeMap<>();
    projects.get().forEach(server -> add(pools, id(server), server.database().source()));
    add(pools, "control", control);
    POOL.forEach((metric, asked) -> {
      List<Reading> readings = new ArrayList<>();
      pools.forEach((name, pool) -> {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        readings.add(Reading.of(bean == null ? 0 : asked.apply(bean), name));
      });
      meters.show(metric, readings);
    });
    meters.show(
        POOL_MAX,
        pools.entrySet().stream()
            .map(pool -> Reading.of(pool.getValue().getMaximumPoolSize(), pool.getKey()))
            .toList());
  }

  private static void add(Map<String, HikariDataSource> pools, String name, DataSource source) {
    if (source instanceof HikariDataSource pool) {
      pools.put(name, pool);
    }
  }

  private void showTroubles() {
    List<Reading> readings = new ArrayList<>();
    for (ProjectServer server : projects.get()) {
      Map<Boolean, Long> found =
          server.status().troubles().keySet().stream()
              .collect(
                  Collectors.partitioningBy(
                      name -> name.startsWith(ProjectServer.PROVIDER), Collectors.counting()));
      found.forEach((provider, count) ->
          readings.add(Reading.of(count, id(server), provider ? "provider" : "work")));
    }
    readings.add(Reading.of(serverTroubles.get().size(), "", "server"));
    meters.show(TROUBLES, readings);
  }

  private @Nullable Double age(@Nullable Instant since) {
    return since == null
        ? Double.valueOf(0)
        : Duration.between(since, clock.instant()).toMillis() / 1000.0;
  }

  private static @Nullable Double seconds(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli() / 1000.0;
  }

  private static String id(ProjectServer server) {
    return server.project().id().value();
  }

  private static Metric pool(String name, String help) {
    return Metric.of(name, help, "pool");
  }
}

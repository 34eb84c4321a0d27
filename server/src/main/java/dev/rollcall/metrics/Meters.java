package dev.rollcall.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All that one server measures. Costs nothing until something is measured: what it takes is made
/// then, and what watches Java itself at the first [#scrape].
public final class Meters implements AutoCloseable {
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
  private final Map<String, MultiGauge> gauges = new ConcurrentHashMap<>();
  private @Nullable PrometheusMeterRegistry registry;
  private @Nullable JvmGcMetrics collections;

  private record Key(String name, List<String> values) {}

  /// Counts `more` of something.
  ///
  /// @param values one for each of the metric's labels
  public void count(Metric metric, long more, String... values) {
    counters
        .computeIfAbsent(
            new Key(metric.name(), List.of(values)),
            key ->
                Counter.builder(metric.name())
                    .description(metric.help())
                    .tags(tags(metric, key.values()))
                    .register(registry()))
        .increment((double) more);
  }

  /// Notes how long something took.
  ///
  /// @param bounds of the histogram's buckets; none for a sum and a count only
  public void time(Metric metric, List<Duration> bounds, Duration took, String... values) {
    timers
        .computeIfAbsent(
            new Key(metric.name(), List.of(values)),
            key ->
                Timer.builder(metric.name())
                    .description(metric.help())
                    .tags(tags(metric, key.values()))
                    .serviceLevelObjectives(bounds.toArray(Duration[]::new))
                    .register(registry()))
        .record(took);
  }

  /// Has a gauge show these, and nothing that it showed before.
  public void show(Metric metric, List<Reading> readings) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (Reading reading : readings) {
      rows.add(MultiGauge.Row.of(tags(metric, reading.values()), reading.value()));
    }
    gauges
        .computeIfAbsent(
            metric.name(),
            name -> MultiGauge.builder(name).description(metric.help()).register(registry()))
        .register(rows, true);
  }

  /// Everything in the text form that Prometheus reads (`text/plain; version=0.0.4`).
  public String scrape() {
    PrometheusMeterRegistry all = registry();
    watchJava(all);
    return all.scrape();
  }

  private synchronized PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry made = registry;
    if (made == null) {
      made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      registry = made;
    }
    return made;
  }

  private synchronized void watchJava(PrometheusMeterRegistry all) {
    if (collections == null) {
      new JvmMemoryMetrics().bindTo(all);
      new JvmThreadMetrics().bindTo(all);
      JvmGcMetrics watched = new JvmGcMetrics();
      watched.bindTo(all);
      collections = watched;
    }
  }

  private static Tags tags(Metric metric, List<String> values) {
    if (metric.labels().size() != values.size()) {
      throw new IllegalArgumentException(
          metric.name() + " has the labels " + metric.labels() + ", but got " + values);
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.size(); i++) {
      tags = tags.and(Tag.of(metric.labels().get(i), values.get(i)));
    }
    return tags;
  }

  /// Stops watching.
  @Override
  public synchronized void close() {
    if (collections != null) {
      collections.close();
      collections = null;
    }
    if (registry != null) {
      // What is still counted is dropped from now on.
      registry.close();
    }
  }
}

package dev.rollcall.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is counted, timed and shown is what can be read.
@AnalyzeClasses(packages = "dev.rollcall", importOptions = DoNotIncludeTests.class)
class MetersTest {
  private static final Metric SEEN = Metric.of("birds.seen", "Birds", "kind");

  private final Meters meters = new Meters();

  @ArchTest
  static final ArchRule micrometer_stays_in_its_room =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.rollcall.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..")
          .because("rooms tell what happened, and who counts it is another's business");

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void counts_add_up_for_each_value_of_a_label() {
    meters.count(SEEN, 2, "crow");
    meters.count(SEEN, 3, "crow");
    meters.count(SEEN, 1, "wren");

    assertThat(lines("birds"))
        .containsExactly(
            "birds_seen_total{kind=\"crow\"} 5.0", "birds_seen_total{kind=\"wren\"} 1.0");
  }

  @Test
  void times_fall_into_the_buckets_that_were_given() {
    Metric flight = Metric.of("flight", "From take-off to landing");
    List<Duration> bounds = List.of(Duration.ofSeconds(1), Duration.ofSeconds(10));
    meters.time(flight, bounds, Duration.ofMillis(500));
    meters.time(flight, bounds, Duration.ofSeconds(4));

    assertThat(lines("flight_seconds"))
        .contains(
            "flight_seconds_bucket{le=\"1.0\"} 1",
            "flight_seconds_bucket{le=\"10.0\"} 2",
            "flight_seconds_bucket{le=\"+Inf\"} 2",
            "flight_seconds_sum 4.5");
  }

  @Test
  void a_gauge_shows_the_latest_readings_and_none_of_those_before() {
    Metric nests = Metric.of("nests", "Nests", "tree");
    meters.show(nests, List.of(Reading.of(1, "oak"), Reading.of(2, "elm")));
    meters.show(nests, List.of(Reading.of(3, "elm")));

    assertThat(lines("nests")).containsExactly("nests{tree=\"elm\"} 3.0");
  }

  @Test
  void memory_threads_and_collections_of_java_are_shown() {
    assertThat(meters.scrape())
        .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ", "jvm_gc_memory_allocated");
  }

  @Test
  void a_value_is_needed_for_each_label() {
    assertThatThrownBy(() -> meters.count(SEEN, 1))
        .hasMessage("birds.seen has the labels [kind], but got []");
  }

  private List<String> lines(String start) {
    return meters.scrape().lines().filter(line -> line.startsWith(start)).toList();
  }
}

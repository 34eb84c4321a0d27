package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Rollcall.Result;
import dev.rollcall.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The status as it goes on.
class StatusWatchTest {

  @Tag("slow")
  @Test
  void where_no_person_looks_it_is_a_line_a_project_and_look(@TempDir Path folder) {
    try (Rollcall rollcall = Rollcall.start(folder.resolve("data"))) {
      Result watched = rollcall.run("status", "--watch", "--count", "2");
      Result wrong = rollcall.run("status", "--watch", "--every", "0");

      assertThat(watched.code()).isZero();
      assertThat(watched.out().lines().toList())
          .satisfiesExactly(
              first ->
                  assertThat(first)
                      .matches(
                          "\\S+Z default troubles=0 users=0 waiting=0 quarantined=0 in/s=-"
                              + " done/s=-"),
              second ->
                  assertThat(second)
                      .matches(
                          "\\S+Z default troubles=0 users=0 waiting=0 quarantined=0 in/s=0.0"
                              + " done/s=0.0"));
      assertThat(wrong.code()).isNotZero();
      assertThat(wrong.err())
          .contains("--every 0 --count 0 cannot be: use at least 1, and at least 0");
    }
  }

  @Test
  void rates_are_what_came_between_two_looks_by_the_time_between_them() {
    StatusRates first = StatusRates.first(status(10, 4, 1));

    JsonNode later = status(30, 12, 3);
    StatusRates second = first.next(later, 2);
    JsonNode restarted = status(2, 1, 0);
    StatusRates third = second.next(restarted, 2);

    assertThat(second.received(project(later))).isEqualTo("10.0");
    assertThat(second.settled(project(later))).isEqualTo("5.0");
    assertThat(third.received(project(restarted))).isNull();
    assertThat(first.received(project(later))).isNull();
  }

  private static JsonNode project(JsonNode status) {
    return status.path("projects").get(0);
  }

  private static JsonNode status(int received, int applied, int quarantined) {
    return Json.MAPPER.readTree(
        """
        {"projects": [{"id": "shop",
         "counted": {"received": %d, "applied": %d, "quarantined": %d}}]}
        """
            .formatted(received, applied, quarantined));
  }
}

package dev.rollcall.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.doctor.Doctor.Check;
import dev.rollcall.postgres.DatabaseException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// All checks are made, whatever becomes of one of them.
class DoctorTest {
  private static final Ailment COUGH = ailment(Severity.ADVICE, "cough");
  private static final Ailment FRACTURE = ailment(Severity.SERIOUS, "fracture");

  @Test
  void the_worst_comes_first_and_the_same_only_once() {
    assertThat(
            examine(
                Map.of("a", () -> List.of(COUGH, FRACTURE), "b", () -> List.of(COUGH)),
                Duration.ofSeconds(30)))
        .containsExactly(FRACTURE, COUGH);
  }

  @Test
  void a_check_that_hangs_is_named_and_keeps_no_other_from_being_made() {
    CountDownLatch never = new CountDownLatch(1);
    Map<String, Check> checks = new LinkedHashMap<>();
    checks.put(
        "the provider",
        () -> {
          try {
            never.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          return List.of();
        });
    checks.put("the inbox", () -> List.of(COUGH));

    List<Ailment> found = examine(checks, Duration.ofSeconds(1));

    assertThat(found)
        .extracting(Ailment::sentence)
        .containsExactly(
            "A check could not be made: the provider did not answer within 1 s", "cough");
  }

  @Test
  void a_database_that_is_away_is_said_once_however_many_checks_need_it() {
    Check away =
        () -> {
          throw new DatabaseException(new SQLException("connection refused", "08001"));
        };

    assertThat(examine(Map.of("a", away, "b", away), Duration.ofSeconds(30)))
        .extracting(Ailment::check, Ailment::sentence)
        .containsExactly(
            tuple("unchecked", "A check could not be made: the database says: connection refused"));
  }

  @Test
  void a_mistake_of_ours_in_one_check_is_a_finding_too() {
    Check broken =
        () -> {
          throw new IllegalStateException("bug");
        };

    assertThat(examine(Map.of("the mails", broken), Duration.ofSeconds(30)))
        .extracting(Ailment::sentence)
        .containsExactly(
            "A check could not be made: the mails could not be checked:"
                + " java.lang.IllegalStateException: bug");
  }

  @Test
  void clocks_that_differ_by_more_than_ten_seconds_are_named() {
    assertThat(clock(Duration.ofSeconds(10))).isEmpty();
    assertThat(new ClockCheck("shop", "the provider's", Optional::empty).look()).isEmpty();
    assertThat(clock(Duration.ofSeconds(-90)))
        .extracting(Ailment::severity, Ailment::sentence)
        .containsExactly(
            tuple(
                Severity.ADVICE, "The clocks differ: the provider's is 90 s behind this server's"));
    assertThat(clock(Duration.ofMinutes(5)))
        .extracting(Ailment::severity, Ailment::sentence)
        .containsExactly(
            tuple(
                Severity.SERIOUS,
                "The clocks differ: the provider's is 300 s ahead of this server's"));
  }

  private static List<Ailment> clock(Duration ahead) {
    return new ClockCheck("shop", "the provider's", () -> Optional.of(ahead)).look();
  }

  private static List<Ailment> examine(Map<String, Check> checks, Duration patience) {
    return new Doctor("shop", checks, patience).examine();
  }

  private static Ailment ailment(Severity severity, String sentence) {
    return new Ailment(severity, "shop", "check", sentence, "mend");
  }
}

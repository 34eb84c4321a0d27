package dev.rollcall.app;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.jobs.Leases;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ComparisonLoopTest {
  private static final NoAnswer REFUSED = new NoAnswer("The key is refused", null, true);

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private Instant connectedAt = clock.instant();
  private ProjectFixture project;
  private ComparisonLoop loop;

  @BeforeEach
  void connect() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
    loop =
        new ComparisonLoop(
            project.reconciler(),
            Leases.ofTheOnlyServer(),
            () -> provider,
            () -> connectedAt,
            Duration.ofDays(1),
            _ -> {},
            clock);
    provider.has(user("u1", 1000, 2000L, "Ada"));
  }

  @Test
  void a_comparison_that_finished_is_followed_by_another_in_a_day_or_so() throws Exception {
    loop.next();

    assertThat(project.users()).containsExactly("u1 Ada live");
    assertThat(untilTheNext()).isBetween(Duration.ofHours(19), Duration.ofHours(29));
  }

  @Test
  void one_that_failed_is_tried_again_soon_and_later_each_time_but_never_much_later()
      throws Exception {
    provider.answers(REFUSED);
    for (int seconds : new int[] {10, 20, 40, 80, 160, 320, 600, 600}) {
      loop.next();

      assertThat(untilTheNext()).isEqualTo(Duration.ofSeconds(seconds));
      clock.advance(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void a_first_copy_that_failed_happens_once_the_provider_is_well() throws Exception {
    provider.answers(REFUSED);
    loop.next();
    provider.answers(null);
    clock.advance(Duration.ofSeconds(9));
    loop.next();
    assertThat(project.users()).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    loop.next();

    assertThat(project.users()).containsExactly("u1 Ada live");
    assertThat(untilTheNext()).isGreaterThan(Duration.ofHours(19));
    provider.answers(REFUSED);
    loop.dueAtOnce();
    loop.next();
    assertThat(untilTheNext()).as("counted anew").isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void a_provider_that_was_found_to_answer_again_is_not_spared_any_longer() throws Exception {
    provider.answers(REFUSED);
    for (int i = 0; i < 8; i++) {
      loop.next();
      clock.advance(Duration.ofMinutes(10));
    }

    loop.recovered("provider default");

    assertThat(untilTheNext()).isNegative();
    loop.next();
    assertThat(untilTheNext()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void a_project_that_was_connected_anew_is_compared_at_once_and_once() throws Exception {
    loop.next();
    clock.advance(Duration.ofHours(1));
    connectedAt = clock.instant();
    provider.has(user("u2", 1000, 2000L, "Bob"));
    assertThat(untilTheNext()).isNegative();

    loop.next();

    assertThat(project.users()).containsExactly("u1 Ada live", "u2 Bob live");
    assertThat(untilTheNext()).isGreaterThan(Duration.ofHours(19));
  }

  private Duration untilTheNext() {
    Instant due = postgres.database().inTransaction(loop::due).orElseThrow();
    return Duration.between(clock.instant(), due);
  }
}

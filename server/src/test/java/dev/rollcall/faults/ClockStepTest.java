package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server's clock is set, forwards and backwards, while events wait.
class ClockStepTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);

  @ParameterizedTest
  @ValueSource(strings = {"PT5M", "PT-5M", "PT1H", "PT-1H", "PT-10S"})
  void what_waits_while_the_clock_is_set_is_applied_at_once(String step) {
    ProjectFixture project = project();
    project.receive("changed ada 1000 2000 Ada");
    project.receive("deleted ada 1500");
    provider.has(FakeConnector.user("bob", 1000, 2000L, "Bob"));
    project.receive("touched bob");

    clock.advance(Duration.parse(step));
    project.applyAll();

    assertThat(project.users()).containsExactly("ada Ada deleted", "bob Bob live");
    assertThat(project.outcomes()).containsOnly("applied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT5M", "PT1H"})
  void a_look_up_of_a_server_that_died_is_not_as_late_as_the_clock_was_early(String back) {
    ProjectFixture project = project();
    provider.has(FakeConnector.user("bob", 1000, 2000L, "Bob"));
    project.receive("touched bob");
    project.sync().applier().applyNext();
    project.execute("update rollcall.inbox set due_at = due_at + interval '6 seconds'");

    clock.advance(Duration.parse(back).negated());
    project.applyAll();

    assertThat(project.users()).containsExactly("bob Bob live");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-5M", "PT-1H"})
  void a_provider_that_asked_for_patience_is_given_it(String step) {
    ProjectFixture project = project();
    provider.answers(new NoAnswer("Too many requests", Duration.ofHours(2), false));
    project.receive("touched bob");
    project.applyAll();
    provider.answers(null);
    provider.has(FakeConnector.user("bob", 1000, 2000L, "Bob"));

    clock.advance(Duration.parse(step));
    project.applyAll();

    assertThat(project.users()).isEmpty();
  }

  private ProjectFixture project() {
    return new ProjectFixture(
        postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }
}

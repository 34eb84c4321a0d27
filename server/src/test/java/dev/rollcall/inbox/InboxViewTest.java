package dev.rollcall.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.InboxView.Backlog;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Looking at the inbox, and having entries applied once more.
class InboxViewTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;
  private InboxView view;

  @BeforeEach
  void connect() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
    view = new InboxView(postgres.database());
  }

  @Test
  void entries_are_listed_newest_first_and_page_by_page() {
    project.receive("e1", "changed u1 1000 1000 Ada");
    project.receive("e2", "login");
    project.receive("e3", "nonsense");
    project.applyAll();
    project.receive("e4", "changed u1 1000 2000 Countess");

    List<EntryView> page = view.list(null, null, null, 2);

    assertThat(events(page)).containsExactly("e4 waiting", "e3 quarantined");
    assertThat(events(view.list(null, null, page.getLast().number(), 2)))
        .containsExactly("e2 ignored", "e1 applied");
    assertThat(events(view.list("waiting", null, null, 9))).containsExactly("e4 waiting");
    assertThat(events(view.list("quarantined", null, null, 9))).containsExactly("e3 quarantined");
    assertThat(events(view.list(null, "u1", null, 9))).containsExactly("e1 applied");
  }

  @Test
  void a_payload_is_shown_with_its_entry_and_not_in_the_list() {
    project.receive("e1", "login");

    EntryView listed = view.list(null, null, null, 9).getFirst();

    assertThat(listed.payload()).isNull();
    assertThat(view.find(listed.number()).orElseThrow().payload())
        .isEqualTo("login".getBytes(UTF_8));
    assertThat(view.find(99)).isEmpty();
  }

  @Test
  void the_backlog_tells_what_waits_and_since_when() {
    assertThat(view.backlog()).isEqualTo(new Backlog(0, 0, null, null));

    project.receive("e1", "nonsense");
    project.applyAll();
    clock.advance(Duration.ofSeconds(5));
    project.receive("e2", "login");
    clock.advance(Duration.ofSeconds(5));
    project.receive("e3", "login");

    assertThat(view.backlog())
        .isEqualTo(
            new Backlog(
                2, 1, MovableClock.START.plusSeconds(5), MovableClock.START.plusSeconds(10)));
  }

  @Test
  void a_replayed_entry_is_applied_by_the_rule_as_always() {
    project.receive("e1", "changed u1 1000 1000 Ada");
    project.receive("e2", "changed u1 1000 2000 Countess");
    project.applyAll();

    assertThat(view.replay(number("e1"), clock.instant())).isTrue();
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Countess live");
    assertThat(project.outcomes()).containsExactly("superseded", "applied");
    assertThat(view.replay(99, clock.instant())).isFalse();
  }

  @Test
  void quarantined_entries_are_replayed_together_and_no_others() {
    project.receive("e1", "nonsense");
    project.receive("e2", "poison u2");
    project.receive("e3", "login");
    project.applyAll();

    assertThat(view.replayQuarantined(clock.instant())).isEqualTo(2);
    assertThat(project.outcomes()).containsExactly("waiting", "waiting", "ignored");

    project.applyAll();

    assertThat(project.outcomes()).containsExactly("quarantined", "quarantined", "ignored");
  }

  @Test
  void an_entry_that_was_looked_up_is_read_anew_when_it_is_replayed() {
    provider.has(FakeConnector.user("u1", 1000, null, "Ada"));
    project.receive("e1", "touched u1");
    project.applyAll();
    provider.has(FakeConnector.user("u1", 1000, null, "Countess"));
    clock.advance(Duration.ofSeconds(1));

    view.replay(number("e1"), clock.instant());
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Countess live");
  }

  @Test
  void a_look_up_that_a_scope_was_spread_to_is_made_again_when_it_is_replayed() {
    provider.has(FakeConnector.user("50%_", 1000, null, "Ada"));
    project.receive("e1", "scope everyone");
    project.applyAll();

    assertThat(project.outcomes()).containsExactly("applied", "applied");

    provider.has(FakeConnector.user("50%_", 1000, null, "Countess"));
    clock.advance(Duration.ofSeconds(1));
    view.replay(number("e1:50%_"), clock.instant());
    project.applyAll();

    assertThat(project.users()).containsExactly("50%_ Countess live");
    assertThat(project.outcomes()).containsExactly("applied", "applied");
  }

  @Test
  void a_user_whom_a_listing_did_not_hold_is_asked_for_again_when_the_entry_is_replayed() {
    provider.has(FakeConnector.user("u1", 1000, null, "Ada"));
    provider.has(FakeConnector.user("u2", 1000, null, "Bob"));
    project.compare();
    provider.hasNoMore("u1");
    project.compare();

    assertThat(project.users()).containsExactly("u1 Ada deleted", "u2 Bob live");

    view.replay(number("comparison:2:u1"), clock.instant());
    project.applyAll();

    assertThat(project.outcomes()).containsExactly("superseded");
    assertThat(project.users()).containsExactly("u1 Ada deleted", "u2 Bob live");
  }

  private long number(String event) {
    return view.list(null, null, null, 100).stream()
        .filter(entry -> entry.eventId().equals(event))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private static List<String> events(List<EntryView> entries) {
    return entries.stream().map(entry -> entry.eventId() + " " + entry.outcome()).toList();
  }
}

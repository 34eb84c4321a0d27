package dev.rollcall.sync;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// From a stored event to the row and the change. Start here.
class MainPathTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void connect() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }

  @Test
  void an_event_becomes_a_row_and_a_change() {
    project.receive("changed u1 1000 1000 Ada");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada live");
    assertThat(project.changes()).containsExactly("user.created u1");
    assertThat(project.strings("select updated_at from neon_auth.users_sync"))
        .containsExactly((String) null);
  }

  @Test
  void an_event_that_is_delivered_again_changes_nothing() {
    project.receive("e1", "changed u1 1000 1000 Ada");
    project.receive("e1", "changed u1 1000 1000 Ada");
    project.applyAll();

    assertThat(project.outcomes()).containsExactly("applied");
  }

  @Test
  void a_late_update_does_not_overwrite_a_newer_row() {
    project.receive("changed u1 1000 3000 Countess");
    project.receive("changed u1 1000 2000 Ada");
    project.applyAll();
    project.receive("changed u1 1000 1500 Early");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Countess live");
    assertThat(project.outcomes()).containsExactly("applied", "superseded", "superseded");
    assertThat(project.strings("select updated_at = to_timestamp(3) from neon_auth.users_sync"))
        .containsExactly("t");
  }

  @Test
  void a_deleted_user_stays_deleted_whatever_comes_late() {
    project.receive("changed u1 1000 1000 Ada");
    project.applyAll();
    project.receive("deleted u1 5000");
    project.applyAll();
    project.receive("changed u1 1000 9000 Ghost");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ghost deleted");
  }

  @Test
  void a_user_who_is_created_anew_lives_again() {
    project.receive("changed u1 1000 1000 Ada");
    project.receive("deleted u1 5000");
    project.receive("changed u1 6000 6000 Ada2");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada2 live");
  }

  @Test
  void a_deletion_that_comes_before_the_creation_leaves_a_deleted_row() {
    project.receive("deleted u1 5000");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 deleted");
    assertThat(project.strings("select raw_json::text from neon_auth.users_sync"))
        .containsExactly("{\"id\": \"u1\"}");

    project.receive("changed u1 1000 1000 Ada");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada deleted");
  }

  @Test
  void what_cannot_be_read_or_stored_is_quarantined_and_delays_nobody() {
    project.receive("nonsense");
    project.receive("poison p1");
    for (int i = 0; i < 20; i++) {
      project.receive("changed u%02d 1000 1000 Ada".formatted(i));
    }
    project.receive("session x");
    project.applyAll();

    assertThat(project.users()).hasSize(20);
    assertThat(project.strings("select reason from rollcall.inbox where outcome = 'quarantined'"))
        .containsExactlyInAnyOrder(
            "The payload could not be read: it says 'nonsense'",
            "Postgres refused the user: ERROR: invalid input syntax for type bigint: \"1.5\""
                + " (22P02)");
    assertThat(project.strings("select reason from rollcall.inbox where outcome = 'ignored'"))
        .containsExactly("Not about a user: 'session'");
  }

  @Test
  void a_mistake_of_ours_in_reading_one_payload_holds_up_no_other() {
    project.receive("mistake");
    project.receive("changed u1 1000 1000 Ada");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada live");
    assertThat(project.strings("select reason from rollcall.inbox where outcome = 'quarantined'"))
        .containsExactly(
            "Rollcall failed to read the payload, which is a mistake in Rollcall:"
                + " 'java.lang.IllegalStateException: nobody thought of this'. Replay the event once"
                + " that is mended");
  }

  @Test
  void a_renamed_table_is_said_in_a_sentence_and_the_event_waits() {
    project.receive("changed u1 1000 1000 Ada");
    project.execute("alter table neon_auth.users_sync rename to elsewhere");

    assertThatThrownBy(() -> project.applyAll())
        .isInstanceOf(TableAlteredException.class)
        .hasMessageStartingWith("The table neon_auth.users_sync is gone. Rename it back");
    assertThat(project.outcomes()).containsExactly("waiting");
  }

  @Test
  void a_time_far_in_the_future_is_quarantined_since_it_would_freeze_the_row() {
    long nextWeek = MovableClock.START.plus(Duration.ofDays(7)).toEpochMilli();
    project.receive("changed u1 1000 " + nextWeek + " Ada");
    project.applyAll();

    assertThat(project.users()).isEmpty();
    assertThat(project.outcomes()).containsExactly("quarantined");
  }

  @Test
  void a_user_of_whom_only_a_hint_came_is_fetched() {
    provider.has(user("u1", 1000, null, "Ada"));
    project.receive("touched u1");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada live");
    assertThat(project.outcomes()).containsExactly("applied");
  }

  @Test
  void a_hint_waits_while_the_provider_is_away() {
    provider.has(user("u1", 1000, null, "Ada"));
    provider.answers(new NoAnswer("it is away"));
    project.receive("touched u1");
    project.applyAll();

    assertThat(project.outcomes()).containsExactly("waiting");
    assertThat(project.strings("select reason from rollcall.inbox")).containsExactly("it is away");

    provider.answers(null);
    clock.advance(Duration.ofMinutes(1));
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada live");
  }

  @Test
  void a_provider_that_finds_nobody_deletes_nobody() {
    provider.has(user("u1", 1000, null, "Ada"));
    project.receive("touched u1");
    project.applyAll();
    provider.findsNobody(true);
    project.receive("gone u1");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada live");
  }

  @Test
  void a_user_whom_the_provider_no_longer_finds_while_it_finds_others_is_deleted() {
    provider.has(user("u1", 1000, null, "Ada"));
    provider.has(user("u2", 1000, null, "Bob"));
    project.receive("touched u1");
    project.receive("touched u2");
    project.applyAll();
    provider.hasNoMore("u1");
    project.receive("gone u1");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada deleted", "u2 Bob live");
  }

  @Test
  void an_event_about_many_users_becomes_a_look_at_each() {
    provider.has(user("u1", 1000, null, "Ada"));
    provider.has(user("u2", 1000, null, "Bob"));
    project.receive("scope everyone");
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Ada live", "u2 Bob live");
    assertThat(project.outcomes()).containsExactly("applied", "applied", "applied");
  }
}

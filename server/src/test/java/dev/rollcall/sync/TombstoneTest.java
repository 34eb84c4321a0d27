package dev.rollcall.sync;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is left of a row that was deleted by SQL: enough for late news not to bring it back.
class TombstoneTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void ada_is_synced_and_then_deleted_by_sql() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
    receive("changed u1 1000 2000 Ada");
    project.execute("delete from neon_auth.users_sync where id = 'u1'");
  }

  private void receive(String payload) {
    project.receive(payload);
    project.applyAll();
  }

  private void replay(String payload) {
    project.receive("replay of " + payload, payload);
    project.applyAll();
  }

  @Test
  void it_remembers_what_the_row_was() {
    assertThat(
            project.strings(
                """
                select concat_ws(' ', id, extract(epoch from born)::int,
                                 extract(epoch from version)::int, coalesce(dead::text, 'alive'),
                                 reason, payload_hash ~ '^[0-9a-f]{32}$')
                  from rollcall.tombstone
                """))
        .containsExactly("u1 1 2 alive sql t");
  }

  @Test
  void the_same_event_does_not_bring_the_row_back() {
    replay("changed u1 1000 2000 Ada");

    assertThat(project.users()).isEmpty();
    assertThat(project.outcomes()).containsExactly("applied", "superseded");
  }

  @Test
  void an_older_event_does_not() {
    receive("changed u1 1000 1500 Early");

    assertThat(project.users()).isEmpty();
  }

  @Test
  void another_payload_of_the_same_version_does_not() {
    receive("changed u1 1000 2000 Zoe");

    assertThat(project.users()).isEmpty();
  }

  @Test
  void the_same_payload_of_a_later_version_does_not() {
    receive("changed u1 1000 3000 Ada");

    assertThat(project.users()).isEmpty();
  }

  @Test
  void a_comparison_does_not() {
    provider.has(user("u1", 1000, 2000L, "Ada"));
    provider.has(user("u2", 1000, 2000L, "Bob"));
    project.compare();
    project.compare();

    assertThat(project.users()).containsExactly("u2 Bob live");
  }

  @Test
  void a_look_at_the_provider_does_not() {
    provider.has(user("u1", 1000, 2000L, "Ada"));
    receive("touched u1");

    assertThat(project.users()).isEmpty();
  }

  @Test
  void a_comparison_with_records_without_versions_brings_back_only_who_has_changed() {
    receive("changed u2 1000 2000 Bob");
    project.execute("delete from neon_auth.users_sync where id = 'u2'");
    provider.has(user("u1", 1000, null, "Ada"));
    provider.has(user("u2", 1000, null, "Robert"));
    project.compare();

    assertThat(project.users()).containsExactly("u2 Robert live");
  }

  @Test
  void a_later_version_with_another_payload_does() {
    receive("changed u1 1000 3000 Countess");

    assertThat(project.users()).containsExactly("u1 Countess live");
  }

  @Test
  void the_comparison_brings_it_back_for_a_later_version_with_another_payload() {
    provider.has(user("u1", 1000, 3000L, "Countess"));
    project.compare();

    assertThat(project.users()).containsExactly("u1 Countess live");
  }

  @Test
  void a_later_birth_does() {
    receive("changed u1 4000 4000 Ada");

    assertThat(project.users()).containsExactly("u1 Ada live");
  }

  @Test
  void when_the_provider_deletes_the_user_afterwards_the_row_stays_gone() {
    receive("deleted u1 5000");

    assertThat(project.users()).isEmpty();

    receive("changed u1 1000 6000 Ghost");
    assertThat(project.users()).isEmpty();

    receive("changed u1 7000 7000 Reborn");
    assertThat(project.users()).containsExactly("u1 Reborn live");
  }

  @Test
  void a_comparison_that_misses_the_user_leaves_it_gone() {
    provider.has(user("u2", 1000, 2000L, "Bob"));
    project.compare();

    assertThat(project.users()).containsExactly("u2 Bob live");
  }

  @Test
  void who_came_back_and_is_deleted_again_is_gone_again() {
    receive("changed u1 1000 3000 Countess");
    project.execute("delete from neon_auth.users_sync where id = 'u1'");
    replay("changed u1 1000 3000 Countess");
    replay("changed u1 1000 2000 Ada");

    assertThat(project.users()).isEmpty();
  }

  @Test
  void a_row_that_was_deleted_by_the_provider_first_and_by_sql_then_knows_both() {
    receive("changed u2 1000 2000 Bob");
    receive("deleted u2 5000");
    project.execute("delete from neon_auth.users_sync where id = 'u2'");
    receive("changed u2 1000 6000 Ghost");

    assertThat(project.users()).isEmpty();
    assertThat(project.strings("select reason from rollcall.tombstone where id = 'u2'"))
        .containsExactly("removed");
  }
}

package dev.rollcall.sync;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.project.UsersTable.IdType;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Somebody moves in with a table of their own.
class AdoptionTest {
  private static final String OF_JANUARY_2025 =
      TableDump.golden(IdType.TEXT).replace("    updated_at timestamp with time zone,\n", "");

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void there_is_no_table_yet() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
    project.execute("drop schema neon_auth cascade; create schema neon_auth");
  }

  private void adopt() {
    postgres
        .database()
        .inTransaction(tx -> {
          new UsersSyncTable(UsersTable.USUAL).ensure(tx);
          return true;
        });
  }

  private void fill(int users) {
    project.execute(
        """
        insert into neon_auth.users_sync (raw_json)
        select jsonb_build_object('id', 'old' || n, 'display_name', 'Old', 'signed_up_at_millis', 1000)
          from generate_series(1, %d) n
        """
            .formatted(users));
  }

  @Test
  void a_table_with_rows_is_taken_over_with_them() {
    project.execute(TableDump.golden(IdType.TEXT));
    fill(2);
    adopt();

    assertThat(project.users()).containsExactly("old1 Old live", "old2 Old live");
    assertThat(TableDump.of(postgres.database(), UsersTable.USUAL).besides()).hasSize(1);

    project.execute("delete from neon_auth.users_sync where id = 'old1'");
    project.receive("changed old1 1000 1000 Old");
    project.receive("changed old2 1000 2000 New");
    project.applyAll();

    assertThat(project.strings("select id from rollcall.tombstone")).containsExactly("old1");
    assertThat(project.users()).contains("old2 New live");
  }

  @Test
  void the_comparison_goes_on_from_its_rows_and_deletes_whom_the_provider_does_not_know() {
    project.execute(TableDump.golden(IdType.TEXT));
    fill(3);
    adopt();
    provider.has(user("old1", 1000, null, "Old"));
    provider.has(user("old2", 1000, null, "Renamed"));
    provider.has(user("new1", 1000, null, "New"));
    Comparison comparison = project.compare();

    assertThat(project.users())
        .containsExactly("new1 New live", "old1 Old live", "old2 Renamed live", "old3 Old deleted");
    assertThat(comparison.inserted()).isEqualTo(1);
    assertThat(comparison.deleted()).isEqualTo(1);
  }

  @Test
  void a_provider_that_does_not_know_most_of_its_rows_deletes_none_of_them() {
    project.execute(TableDump.golden(IdType.TEXT));
    fill(11);
    adopt();
    provider.has(user("new1", 1000, null, "New"));
    Comparison comparison = project.compare();

    assertThat(comparison.heldBack()).isEqualTo(11);
    assertThat(project.users()).hasSize(12).allMatch(line -> line.endsWith(" live"));
  }

  @Test
  void the_table_of_before_february_2025_is_mended_by_the_statement_in_the_message() {
    project.execute(OF_JANUARY_2025);
    fill(1);

    String change =
        "alter table neon_auth.users_sync add column updated_at timestamp with time zone";
    assertThatExceptionOfType(TableAlteredException.class)
        .isThrownBy(this::adopt)
        .withMessage(
            "The table neon_auth.users_sync has no column 'updated_at'. Mend it with: " + change);

    project.execute(change);
    adopt();
    project.receive("changed old1 1000 2000 New");
    project.applyAll();

    assertThat(project.users()).containsExactly("old1 New live");
  }

  @Test
  void every_other_column_is_mended_by_the_statement_in_the_message_as_well() {
    for (String column : new String[] {"id", "name", "email", "created_at", "deleted_at"}) {
      project.execute("drop table if exists neon_auth.users_sync");
      project.execute(TableDump.golden(IdType.TEXT));
      fill(2);
      project.execute("alter table neon_auth.users_sync drop column " + column + " cascade");
      mendAsTold();
      if (column.equals("id")) {
        mendAsTold();
      }
      adopt();

      assertThat(project.users()).containsExactly("old1 Old live", "old2 Old live");
    }
  }

  private void mendAsTold() {
    String problem = project.sync().problem().orElseThrow();
    project.execute(problem.substring(problem.indexOf("alter table")));
  }

  @Test
  void a_table_without_the_json_cannot_be_mended() {
    project.execute("create table neon_auth.users_sync (id text primary key, name text)");

    assertThatExceptionOfType(TableAlteredException.class)
        .isThrownBy(this::adopt)
        .withMessage(
            "The table neon_auth.users_sync has no column 'raw_json', from which all others come."
                + " Rename the table away and restart Rollcall to have it made and filled anew");
  }

  @Test
  void a_table_with_uuids_is_not_taken_for_one_with_texts() {
    project.execute(TableDump.golden(IdType.UUID));

    assertThatExceptionOfType(TableAlteredException.class)
        .isThrownBy(this::adopt)
        .withMessage(
            "The table neon_auth.users_sync was altered: column 'id' is 'uuid generated always as"
                + " (((raw_json ->> 'id'::text))::uuid) stored not null' and should be 'text"
                + " generated always as ((raw_json ->> 'id'::text)) stored not null'. Change it"
                + " back, and applying goes on by itself");
  }

  @Test
  void columns_of_the_owners_own_do_not_matter_as_long_as_they_may_be_left_out() {
    project.execute(TableDump.golden(IdType.TEXT));
    project.execute(
        """
        alter table neon_auth.users_sync
          add column note text, add column seen timestamptz not null default now()
        """);
    adopt();
    project.receive("changed u1 1000 2000 Ada");
    project.applyAll();
    assertThat(project.users()).containsExactly("u1 Ada live");

    project.execute("alter table neon_auth.users_sync alter column seen drop default");
    assertThat(project.sync().problem())
        .contains(
            "The table neon_auth.users_sync was altered: column 'seen' was added and must not be"
                + " null. Change it back, and applying goes on by itself");
  }
}

package dev.rollcall.sync;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Somebody alters the table under a running server: applying stops with a sentence, nothing is
/// lost, and it goes on when the table is put back.
class AlteredTableTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void two_users_are_synced() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
    project.receive("changed u1 1000 2000 Ada");
    project.receive("changed u2 1000 2000 Bob");
    project.applyAll();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rename to users          | alter table neon_auth.users rename to users_sync                    | is gone. Rename it back if it was renamed, or restart Rollcall to have it made and filled anew
          set schema public        | alter table public.users_sync set schema neon_auth                  | is gone. Rename it back if it was renamed, or restart Rollcall to have it made and filled anew
          rename email to mail     | alter table neon_auth.users_sync rename mail to email               | has no column 'email'. Mend it with: alter table neon_auth.users_sync add column email text generated always as ((raw_json ->> 'primary_email'::text)) stored
          drop deleted_at          | alter table neon_auth.users_sync add deleted_at timestamptz         | has no column 'deleted_at'. Mend it with: alter table neon_auth.users_sync add column deleted_at timestamp with time zone
          drop updated_at          | alter table neon_auth.users_sync add updated_at timestamptz         | has no column 'updated_at'. Mend it with: alter table neon_auth.users_sync add column updated_at timestamp with time zone
          drop constraint users_sync_pkey | alter table neon_auth.users_sync add primary key (id)        | has no primary key. Mend it with: alter table neon_auth.users_sync add constraint users_sync_pkey primary key (id)
          alter deleted_at type text | alter table neon_auth.users_sync alter deleted_at type timestamptz using deleted_at::timestamptz | was altered: column 'deleted_at' is 'text' and should be 'timestamp with time zone'. Change it back, and applying goes on by itself
          alter updated_at type timestamp | alter table neon_auth.users_sync alter updated_at type timestamptz | was altered: column 'updated_at' is 'timestamp without time zone' and should be 'timestamp with time zone'. Change it back, and applying goes on by itself
          alter deleted_at set default now() | alter table neon_auth.users_sync alter deleted_at drop default | was altered: column 'deleted_at' is 'timestamp with time zone default now()' and should be 'timestamp with time zone'. Change it back, and applying goes on by itself
          alter email drop expression | alter table neon_auth.users_sync drop email, add email text generated always as ((raw_json ->> 'primary_email')) stored | was altered: column 'email' is 'text' and should be 'text generated always as ((raw_json ->> 'primary_email'::text)) stored'. Change it back, and applying goes on by itself
          """,
      quoteCharacter = '`')
  void applying_stops_with_a_sentence_and_goes_on_when_the_table_is_put_back(
      String change, String putBack, String sentence) {
    project.execute("alter table neon_auth.users_sync " + change);
    clock.advance(Duration.ofSeconds(11));
    project.receive("changed u1 1000 3000 Countess");
    project.receive("changed u3 1000 3000 Cid");
    project.receive("deleted u2 5000");

    assertStopped(sentence);

    project.execute(putBack);
    project.applyAll();

    assertThat(project.users())
        .containsExactly("u1 Countess live", "u2 Bob deleted", "u3 Cid live");
    assertThat(project.outcomes()).containsOnly("applied");
  }

  private void assertStopped(String sentence) {
    assertThatExceptionOfType(TableAlteredException.class)
        .isThrownBy(() -> project.applyAll())
        .withMessage("The table neon_auth.users_sync " + sentence);
    assertThat(project.outcomes())
        .containsExactly("applied", "applied", "waiting", "waiting", "waiting");
  }

  @Test
  void what_makes_a_statement_fail_is_found_at_once() {
    project.execute("alter table neon_auth.users_sync rename to users");
    project.receive("changed u1 1000 3000 Countess");

    assertThatExceptionOfType(TableAlteredException.class)
        .isThrownBy(() -> project.applyAll())
        .withMessageStartingWith("The table neon_auth.users_sync is gone.");
  }

  @Test
  void a_table_that_was_dropped_is_made_anew_and_filled_by_what_waits_and_by_the_comparison() {
    provider.has(user("u1", 1000, 2000L, "Ada"));
    provider.has(user("u2", 1000, 2000L, "Bob"));
    project.compare();
    project.execute("drop schema neon_auth cascade");
    project.receive("changed u1 1000 3000 Countess");

    assertThatExceptionOfType(TableAlteredException.class).isThrownBy(() -> project.applyAll());
    assertThatExceptionOfType(TableAlteredException.class).isThrownBy(() -> project.compare());

    ProjectFixture.migrate(postgres.database(), UsersTable.USUAL);
    project.applyAll();
    assertThat(project.users()).containsExactly("u1 Countess live");

    project.compare();
    assertThat(project.users()).containsExactly("u1 Countess live", "u2 Bob live");
  }
}

package dev.rollcall.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the application's role may do, and must not.
class RightsTest {
  @RegisterExtension
  private final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  @BeforeEach
  void make_a_role() {
    execute("create role rights_app; grant usage on schema neon_auth to rights_app");
  }

  @AfterEach
  void drop_it() {
    execute("drop owned by rights_app; drop role rights_app");
  }

  @Test
  void a_role_that_may_read_the_table_and_no_more_is_as_it_should_be() {
    execute("grant select on neon_auth.users_sync to rights_app");

    assertThat(look("rights_app")).isEmpty();
  }

  @Test
  void a_role_that_may_not_read_the_table_is_told_how_to() {
    assertThat(look("rights_app"))
        .containsExactly(
            "The application's role rights_app may not read neon_auth.users_sync |"
                + " rollcall project grant rights_app");
  }

  @Test
  void a_role_that_reaches_the_credentials_is_serious() {
    execute(
        """
        grant select on neon_auth.users_sync to rights_app;
        grant usage on schema rollcall_auth to rights_app;
        """);

    assertThat(look("rights_app"))
        .containsExactly(
            "The application's role rights_app can get at credentials | Restart Rollcall, which"
                + " takes those rights back, and see who granted them");
  }

  @Test
  void a_role_that_is_gone_is_serious() {
    assertThat(look("rights_gone"))
        .containsExactly(
            "The application's role rights_gone is gone | Restart Rollcall, which makes it anew");
  }

  private List<String> look(String role) {
    return new Rights("shop", postgres.database(), UsersTable.USUAL, role)
        .look().stream().map(found -> found.sentence() + " | " + found.mend()).toList();
  }

  private void execute(String sql) {
    postgres
        .database()
        .inTransaction(tx -> {
          tx.script(sql);
          return true;
        });
  }
}

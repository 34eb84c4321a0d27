package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import dev.rollcall.project.UsersTable.IdType;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Neon's documented SQL, as it was written, on the newest and on the oldest Postgres.
class DocumentedSqlTest {
  private static final UsersTable UUID = new UsersTable("neon_auth", IdType.UUID);
  private static final UsersTable IDENTITY = new UsersTable("neon_identity", IdType.TEXT);

  @Nested
  class TextIds extends DocumentedTextSql {
    @RegisterExtension
    final PostgresExtension postgres =
        ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

    @Override
    Database open() {
      return postgres.database();
    }
  }

  @Nested
  class TextIdsOnTheOldestPostgres extends DocumentedTextSql {
    @RegisterExtension
    final PostgresExtension postgres =
        ProjectFixture.databases(PostgresExtension.oldest(), UsersTable.USUAL);

    @Override
    Database open() {
      return postgres.database();
    }
  }

  @Nested
  class Tutorial extends DocumentedTutorial {
    @RegisterExtension
    final PostgresExtension postgres =
        ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

    @Override
    Database open() {
      return postgres.database();
    }
  }

  @Nested
  class TutorialOnTheOldestPostgres extends DocumentedTutorial {
    @RegisterExtension
    final PostgresExtension postgres =
        ProjectFixture.databases(PostgresExtension.oldest(), UsersTable.USUAL);

    @Override
    Database open() {
      return postgres.database();
    }
  }

  @Nested
  class Uuids extends DocumentedUuidSql {
    @RegisterExtension
    final PostgresExtension postgres = ProjectFixture.databases(new PostgresExtension(), UUID);

    @Override
    Database open() {
      return postgres.database();
    }
  }

  @Nested
  class UuidsOnTheOldestPostgres extends DocumentedUuidSql {
    @RegisterExtension
    final PostgresExtension postgres = ProjectFixture.databases(PostgresExtension.oldest(), UUID);

    @Override
    Database open() {
      return postgres.database();
    }
  }

  @Nested
  class TheOldestDocument extends DocumentedSql {
    @RegisterExtension
    final PostgresExtension postgres = ProjectFixture.databases(new PostgresExtension(), IDENTITY);

    TheOldestDocument() {
      super(IDENTITY);
    }

    @Override
    Database open() {
      return postgres.database();
    }

    @Test
    void its_schema_neon_identity_works_as_well() {
      receive("changed sarah 1000 1000 Sarah", "changed alex 1000 1000 Alex");
      receive("changed alex 1000 2000 Alexis", "deleted sarah 5000");
      update("delete from neon_identity.users_sync where id = 'sarah'");
      receive("changed sarah 1000 1500 Ghost");

      assertThat(rows("SELECT id, name FROM neon_identity.users_sync"))
          .containsExactly("alex | Alexis");
      assertThat(rows("select to_regnamespace('neon_auth')")).containsExactly("null");
    }
  }
}

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

/// The table as the catalog has it, against what `pg_dump` prints of Neon's: the files next to this
/// test.
class GoldenTableTest {
  private static final UsersTable UUID = new UsersTable("neon_auth", IdType.UUID);

  @Nested
  class WithTextIdsOnTheNewestPostgres extends Golden {
    @RegisterExtension
    final PostgresExtension postgres =
        ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

    WithTextIdsOnTheNewestPostgres() {
      super(UsersTable.USUAL);
    }

    @Override
    Database database() {
      return postgres.database();
    }
  }

  @Nested
  class WithTextIdsOnTheOldestPostgres extends Golden {
    @RegisterExtension
    final PostgresExtension postgres =
        ProjectFixture.databases(PostgresExtension.oldest(), UsersTable.USUAL);

    WithTextIdsOnTheOldestPostgres() {
      super(UsersTable.USUAL);
    }

    @Override
    Database database() {
      return postgres.database();
    }
  }

  @Nested
  class WithUuidsOnTheNewestPostgres extends Golden {
    @RegisterExtension
    final PostgresExtension postgres = ProjectFixture.databases(new PostgresExtension(), UUID);

    WithUuidsOnTheNewestPostgres() {
      super(UUID);
    }

    @Override
    Database database() {
      return postgres.database();
    }
  }

  @Nested
  class WithUuidsOnTheOldestPostgres extends Golden {
    @RegisterExtension
    final PostgresExtension postgres = ProjectFixture.databases(PostgresExtension.oldest(), UUID);

    WithUuidsOnTheOldestPostgres() {
      super(UUID);
    }

    @Override
    Database database() {
      return postgres.database();
    }
  }

  abstract static class Golden {
    private final UsersTable table;

    Golden(UsersTable table) {
      this.table = table;
    }

    abstract Database database();

    @Test
    void the_table_is_the_documented_one() {
      TableDump dump = TableDump.of(database(), table);

      assertThat(dump.sql()).isEqualTo(TableDump.golden(table.idType()));
    }

    @Test
    void what_it_has_besides_is_one_trigger_and_nothing_else() {
      TableDump dump = TableDump.of(database(), table);

      assertThat(dump.besides())
          .containsExactly(
              "CREATE TRIGGER rollcall_leave_tombstone AFTER DELETE ON neon_auth.users_sync"
                  + " FOR EACH ROW EXECUTE FUNCTION rollcall.leave_tombstone()");
    }

    @Test
    void a_table_made_by_the_documented_sql_is_taken_as_it_is() {
      Database database = database();
      database.inTransaction(tx -> {
        tx.script("drop table neon_auth.users_sync");
        tx.script(TableDump.golden(table.idType()));
        new UsersSyncTable(table).ensure(tx);
        return true;
      });

      assertThat(TableDump.of(database, table).sql()).isEqualTo(TableDump.golden(table.idType()));
    }
  }
}

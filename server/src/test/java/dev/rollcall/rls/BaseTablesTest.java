package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BaseTablesTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @Test
  void sql_makes_the_same_tables_by_itself() {
    new RowSecurity(POSTGRES.database(), UsersTable.USUAL).enable();

    POSTGRES
        .database()
        .inTransaction(tx -> {
          List<String> written = table(tx);
          assertThat(written).hasSize(2 * 32 * 255);

          tx.script("delete from auth_private.ec_comb");
          tx.script(Script.read("bases.sql"));

          assertThat(table(tx)).isEqualTo(written);
          return true;
        });
  }

  private static List<String> table(Transaction tx) throws SQLException {
    return tx.all(
        "select c::text from auth_private.ec_comb c order by slot", row -> row.getString(1));
  }
}

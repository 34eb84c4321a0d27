package dev.rollcall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresExtensionTest {
  private static final AtomicInteger MIGRATIONS = new AtomicInteger();

  @RegisterExtension final PostgresExtension empty = new PostgresExtension();
  @RegisterExtension final PostgresExtension oldest = PostgresExtension.oldest();

  @RegisterExtension
  final PostgresExtension migrated =
      new PostgresExtension().withTemplate("with_a_note", PostgresExtensionTest::migrate);

  @RepeatedTest(2)
  void each_test_has_a_database_of_its_own() {
    empty.database().inTransaction(tx -> tx.update("create table only_once (id int)"));

    assertThat(number(empty, "select count(*) from only_once")).isZero();
  }

  @RepeatedTest(2)
  void a_template_is_filled_once_and_copied_for_each_test() {
    assertThat(number(migrated, "select count(*) from note")).isEqualTo(1);

    migrated.database().inTransaction(tx -> tx.update("insert into note values ('mine')"));

    assertThat(MIGRATIONS).hasValue(1);
  }

  @Test
  void the_servers_are_the_newest_and_the_oldest() {
    String version = "select current_setting('server_version_num')::int / 10000";

    assertThat(number(empty, version)).isEqualTo(18);
    assertThat(number(oldest, version)).isEqualTo(14);
  }

  @Test
  void the_url_is_all_that_a_program_needs() throws SQLException {
    try (Connection connection = DriverManager.getConnection(migrated.url())) {
      assertThat(connection.getMetaData().getTables(null, "public", "note", null).next()).isTrue();
    }
  }

  private static void migrate(Database database) {
    MIGRATIONS.incrementAndGet();
    database.inTransaction(tx -> tx.update("create table note as select 'first'::text as word"));
  }

  private static long number(PostgresExtension postgres, String sql) {
    return postgres.database().inTransaction(tx -> tx.number(sql));
  }
}

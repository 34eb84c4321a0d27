package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `rollcall.wait_for_user`, as an application calls it.
class WaitForUserTest {
  private static final UsersTable UUIDS = new UsersTable("neon_auth", UsersTable.IdType.UUID);
  private static final String BOB = "21373f88-1111-4222-8333-444455556666";

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  @RegisterExtension
  final PostgresExtension uuids = ProjectFixture.databases(new PostgresExtension(), UUIDS);

  private static boolean waits(Database database, @Nullable String id, String timeout) {
    return database.inTransaction(tx ->
        tx.one(
                "select rollcall.wait_for_user(?, ?::interval)",
                row -> row.getBoolean(1),
                id,
                timeout)
            .orElseThrow());
  }

  private static void has(Database database, String id) {
    database.inTransaction(tx ->
        tx.update(
            "insert into neon_auth.users_sync (raw_json) values (jsonb_build_object('id', ?::text))",
            id));
  }

  @Test
  void it_returns_as_soon_as_the_row_is_committed() throws Exception {
    try (HeldTransaction row =
        new HeldTransaction(
            postgres.database(),
            tx ->
                tx.update(
                    "insert into neon_auth.users_sync (raw_json) values ('{\"id\":\"u1\"}')"))) {
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> waits(postgres.database(), "u1", "20s"));
      await()
          .until(() ->
              postgres
                      .database()
                      .inTransaction(tx ->
                          tx.number(
                              "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"))
                  == 1);
      assertThat(waiting).isNotDone();

      row.commit();

      assertThat(waiting).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
    }
  }

  @Test
  void it_gives_up_when_the_time_is_over() {
    assertThat(waits(postgres.database(), "u1", "20 milliseconds")).isFalse();
    assertThat(waits(postgres.database(), "u1", "-1s")).isFalse();
  }

  @Test
  void a_deleted_user_is_not_waited_for_with_success() {
    has(postgres.database(), "u1");
    postgres
        .database()
        .inTransaction(tx -> tx.update("update neon_auth.users_sync set deleted_at = now()"));

    assertThat(waits(postgres.database(), "u1", "0s")).isFalse();
  }

  @Test
  void it_takes_the_text_of_a_uuid_too() {
    has(uuids.database(), BOB);

    assertThat(waits(uuids.database(), BOB.toUpperCase(Locale.ROOT), "1s")).isTrue();
    assertThatThrownBy(() -> waits(uuids.database(), "bob", "1s"))
        .hasMessageContaining("invalid input syntax for type uuid: \"bob\"");
  }

  @Test
  void a_transaction_that_can_see_no_new_rows_is_told_so() {
    has(postgres.database(), "u1");
    Database database = postgres.database();

    assertThatThrownBy(() ->
            database.inTransaction(tx -> {
              tx.update("set transaction isolation level repeatable read");
              boolean there =
                  tx.one("select rollcall.wait_for_user('u1', '1s')", row -> row.getBoolean(1))
                      .orElseThrow();
              assertThat(there).isTrue();
              return tx.all("select rollcall.wait_for_user('u2', '1s')", row -> 1);
            }))
        .hasMessageContaining("cannot see new rows in a transaction that is repeatable read");
  }

  @Test
  void it_needs_an_id_and_a_time() {
    assertThatThrownBy(() -> waits(postgres.database(), null, "1s"))
        .hasMessageContaining("needs an id and a timeout");
  }
}

package dev.rollcall.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.PostgresExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whoever watches a database is told of all that may have been written, once it is done.
class DatabaseWatchTest {
  @RegisterExtension private final PostgresExtension postgres = new PostgresExtension();

  private final List<String> told = new ArrayList<>();

  @Test
  void what_only_reads_is_told_apart_from_what_may_write() {
    watched().inTransaction(tx -> tx.number("select 1"));
    watched().reading(tx -> tx.number("select 1"));
    watched().inOneQuery(tx -> tx.number("select 1"));

    assertThat(told).containsExactly("worked, 0 in use", "read, 0 in use", "worked, 0 in use");
  }

  @Test
  void what_failed_is_told_too() {
    assertThatThrownBy(() -> watched().inTransaction(tx -> tx.number("select 1 / 0")))
        .isInstanceOf(DatabaseException.class);

    assertThat(told).containsExactly("worked, 0 in use");
  }

  @Test
  void what_only_reads_cannot_write() {
    assertThatThrownBy(() -> watched().reading(tx -> tx.update("create table note (text text)")))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("read-only transaction");
    watched().inTransaction(tx -> tx.update("create table note (text text)"));
  }

  private Database watched() {
    return postgres
        .database()
        .watchedBy(
            new Database.Watch() {
              @Override
              public void worked() {
                note("worked");
              }

              @Override
              public void read() {
                note("read");
              }
            });
  }

  private void note(String what) {
    int inUse = postgres.dataSource().getHikariPoolMXBean().getActiveConnections();
    told.add(what + ", " + inUse + " in use");
  }
}

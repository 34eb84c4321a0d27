package dev.rollcall.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whoever asked to be told of a commit is told of what was committed, and of nothing else.
class TransactionTest {
  @RegisterExtension private final PostgresExtension postgres = new PostgresExtension();

  private final List<String> told = new ArrayList<>();

  @Test
  void whoever_asked_is_told_after_the_commit() {
    postgres
        .database()
        .inTransaction(tx -> {
          tx.script("create table note (text text)");
          tx.onceCommitted(() -> told.add("seen by others: " + seen()));
          return told.add("at work");
        });

    assertThat(told).containsExactly("at work", "seen by others: 1");
  }

  @Test
  void nobody_is_told_of_what_was_taken_back() {
    assertThatThrownBy(() ->
            postgres
                .database()
                .inTransaction(tx -> {
                  tx.onceCommitted(() -> told.add("whole"));
                  return tx.number("select 1 / 0");
                }))
        .isInstanceOf(DatabaseException.class);

    assertThat(told).isEmpty();
  }

  @Test
  void a_step_that_was_taken_back_is_not_told_and_the_rest_is() {
    postgres
        .database()
        .inTransaction(tx -> {
          tx.onceCommitted(() -> told.add("before"));
          assertThatThrownBy(() ->
                  tx.undoIfItFails(() -> {
                    tx.onceCommitted(() -> told.add("step"));
                    tx.number("select 1 / 0");
                  }))
              .isInstanceOf(SQLException.class);
          tx.onceCommitted(() -> told.add("after"));
          return true;
        });

    assertThat(told).containsExactly("before", "after");
  }

  private long seen() {
    return postgres.database().inTransaction(tx -> tx.number("select count(to_regclass('note'))"));
  }
}

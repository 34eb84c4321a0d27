package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.testing.MovableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Whose key is good for the metrics, with the control database there, away or silent.
class ReaderKeysTest {
  private final MovableClock clock = new MovableClock();
  private volatile Predicate<String> database = "good"::equals;
  private final ReaderKeys keys = new ReaderKeys(key -> database.test(key), clock);

  @Test
  void while_the_database_answers_it_decides() {
    assertThat(keys.accepts("good")).isTrue();
    assertThat(keys.accepts("bad")).isFalse();

    database = _ -> false;
    assertThat(keys.accepts("good")).isFalse();
    database = ReaderKeysTest::away;
    assertThat(keys.accepts("good")).isFalse();
  }

  @Test
  void while_it_is_away_a_key_that_was_good_an_hour_ago_still_is() {
    keys.accepts("good");
    database = ReaderKeysTest::away;
    clock.advance(Duration.ofMinutes(59));

    assertThat(keys.accepts("good")).isTrue();
    assertThat(keys.accepts("bad")).isFalse();
    clock.advance(Duration.ofMinutes(2));
    assertThat(keys.accepts("good")).isFalse();
  }

  @Test
  void a_database_that_says_nothing_is_not_waited_for() {
    keys.accepts("good");
    CountDownLatch never = new CountDownLatch(1);
    database =
        _ -> {
          try {
            never.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          return false;
        };

    assertThat(keys.accepts("good")).isTrue();
    assertThat(keys.accepts("bad")).isFalse();
    never.countDown();
  }

  private static boolean away(String key) {
    throw new DatabaseException(new SQLException("gone", "08006"));
  }
}

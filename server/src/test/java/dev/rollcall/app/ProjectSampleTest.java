package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.app.Notices.ProviderState;
import dev.rollcall.app.ProjectSample.Said;
import dev.rollcall.inbox.InboxView.Backlog;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How often a project's database is asked for its numbers, and how long they are shown.
class ProjectSampleTest {
  @RegisterExtension private final PostgresExtension postgres = new PostgresExtension();

  private final MovableClock clock = new MovableClock();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean away;
  private volatile long waiting;
  private ProjectSample sample;

  @BeforeEach
  void make() {
    sample = new ProjectSample("shop", postgres.dataSource(), this::ask, clock);
  }

  private Said ask() {
    asked.incrementAndGet();
    if (away) {
      throw new DatabaseException(new SQLException("gone", "08006"));
    }
    return new Said(
        new Backlog(waiting, 0, null, null),
        0,
        0,
        null,
        new ProviderState.Answers(),
        clock.instant());
  }

  @Test
  void a_project_that_is_asleep_is_not_woken() {
    sample.refresh().join();
    clock.advance(Duration.ofMinutes(9));
    sample.refresh().join();

    assertThat(asked).hasValue(1);
    assertThat(sample.said()).isPresent();
    clock.advance(Duration.ofMinutes(2));
    sample.refresh().join();
    assertThat(asked).hasValue(2);
  }

  @Test
  void one_that_is_awake_is_asked_again_after_a_second() throws SQLException {
    try (Connection open = postgres.dataSource().getConnection()) {
      assertThat(open.isClosed()).isFalse();
      sample.refresh().join();
      clock.advance(Duration.ofMillis(900));
      sample.refresh().join();
      assertThat(asked).hasValue(1);

      clock.advance(Duration.ofMillis(200));
      sample.refresh().join();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void one_where_something_waits_is_asked_though_it_holds_no_connection() {
    waiting = 3;
    sample.refresh().join();
    clock.advance(Duration.ofSeconds(6));
    sample.refresh().join();

    assertThat(asked).hasValue(2);
  }

  @Test
  void what_was_said_before_the_database_went_away_is_shown_for_a_minute() {
    waiting = 3;
    sample.refresh().join();
    away = true;
    clock.advance(Duration.ofSeconds(30));
    sample.refresh().join();

    assertThat(sample.answers()).isFalse();
    assertThat(sample.said()).isPresent();
    clock.advance(Duration.ofSeconds(31));
    assertThat(sample.said()).isEmpty();

    away = false;
    sample.refresh().join();
    assertThat(sample.answers()).isTrue();
    assertThat(sample.said()).isPresent();
  }
}

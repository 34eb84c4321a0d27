package dev.rollcall.feed.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.WatchedConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What does not arrive is sent again, on a schedule, until it does or the schedule ends.
@Timeout(60)
class RetryTest {
  private static final String IN = "/in";

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private HookFixture hooks;

  @BeforeEach
  void start() {
    hooks = new HookFixture(postgres.database());
    hooks.add(IN);
  }

  @AfterEach
  void stop() {
    hooks.close();
  }

  private void adaIsCreated() {
    hooks.happens("changed u1 1000 1000 Ada");
    hooks.sendAll();
  }

  @Test
  void it_is_sent_again_after_5s_5m_30m_2h_5h_10h_10h_and_then_failed_always_under_one_id() {
    hooks.receiver.answers(IN, 500, Map.of(), "no\u0000 good");
    adaIsCreated();
    List<String> waits = new ArrayList<>();
    while (hooks.delivery().nextAt() != null) {
      Duration wait = Duration.between(hooks.clock.instant(), hooks.delivery().nextAt());
      waits.add(wait.toString());
      hooks.clock.advance(wait.minusMillis(1));
      assertThat(hooks.begin()).isZero();
      hooks.clock.advance(Duration.ofMillis(1));
      hooks.sendAll();
    }

    assertThat(waits).containsExactly("PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT10H");
    assertThat(hooks.delivery().state()).isEqualTo("failed");
    assertThat(hooks.attempts()).hasSize(8).startsWith("1 500").endsWith("8 500");
    assertThat(hooks.delivery().attempts().getFirst().response()).isEqualTo("no? good");
    assertThat(hooks.receiver.at(IN).stream().map(one -> one.header("svix-id")).distinct())
        .hasSize(1);
    assertThat(hooks.receiver.at(IN).stream().map(one -> one.header("svix-timestamp")).distinct())
        .hasSize(8);
  }

  @Test
  void jitter_makes_a_wait_up_to_a_tenth_longer_and_never_shorter() {
    RetrySchedule latest = new RetrySchedule(() -> -1L);

    assertThat(latest.next(2, Optional.empty()).orElseThrow())
        .isBetween(Duration.ofMinutes(32), Duration.ofMinutes(33));
    assertThat(latest.next(7, Optional.empty())).isEmpty();
  }

  @Test
  void retry_after_makes_the_wait_longer_but_not_endless() {
    hooks.receiver.answers(IN, 429, Map.of("retry-after", "600"), "");
    adaIsCreated();
    assertThat(hooks.delivery().nextAt()).isEqualTo(hooks.clock.instant().plusSeconds(600));

    hooks.receiver.answers(IN, 503, Map.of("retry-after", "999999"), "");
    hooks.clock.advance(Duration.ofMinutes(10));
    hooks.sendAll();
    assertThat(hooks.delivery().nextAt())
        .isEqualTo(hooks.clock.instant().plus(Duration.ofHours(24)));
  }

  @Test
  void an_answer_of_2xx_ends_it_and_any_other_does_not() {
    hooks.receiver.answers(IN, 302, Map.of("location", hooks.receiver.url("/elsewhere")), "");
    adaIsCreated();
    assertThat(hooks.delivery().state()).isEqualTo("waiting");
    assertThat(hooks.endpoint().failingSince()).isEqualTo(hooks.clock.instant());

    hooks.receiver.answers(IN, 202);
    hooks.clock.advance(Duration.ofSeconds(5));
    hooks.sendAll();

    assertThat(hooks.attempts()).containsExactly("1 302", "2 202");
    assertThat(hooks.delivery().state()).isEqualTo("delivered");
    assertThat(hooks.endpoint().failingSince()).isNull();
    assertThat(hooks.receiver.at("/elsewhere")).isEmpty();
  }

  @Test
  void an_endpoint_that_answers_410_is_disabled_and_told_nothing_more() {
    hooks.happens("changed u2 1000 1000 Bob");
    hooks.receiver.answers(IN, 410);
    adaIsCreated();
    hooks.happens("changed u3 1000 1000 Eve");
    hooks.clock.advance(Duration.ofDays(2));
    hooks.sendAll();

    assertThat(hooks.endpoint().enabled()).isFalse();
    assertThat(hooks.endpoint().disabledReason()).isEqualTo("It answered 410 Gone");
    assertThat(hooks.receiver.at(IN)).hasSize(2);
    assertThat(hooks.messages.list("failed", null, null, 10)).hasSize(2);
    assertThat(hooks.messages.list("waiting", null, null, 10)).isEmpty();
  }

  @Test
  void
      an_endpoint_where_nothing_arrives_for_five_days_is_disabled_and_what_it_missed_is_replayed() {
    hooks.receiver.answers(IN, 500);
    adaIsCreated();
    hooks.clock.advance(Duration.ofDays(5).minusSeconds(1));
    hooks.sendAll();
    assertThat(hooks.endpoint().enabled()).isTrue();
    hooks.clock.advance(Duration.ofMinutes(6));
    hooks.sendAll();

    assertThat(hooks.endpoint().disabledReason())
        .isEqualTo("Nothing has arrived there since 2026-02-01T12:00:00Z");
    assertThat(hooks.messages.replayFailed(hooks.clock.instant().minus(Duration.ofDays(6))))
        .isZero();

    hooks.receiver.answers(IN, 204);
    hooks.endpoints.enable(hooks.endpoint().id());
    assertThat(hooks.messages.replayFailed(hooks.clock.instant().minus(Duration.ofDays(6))))
        .isEqualTo(1);
    hooks.sendAll();

    assertThat(hooks.delivery().state()).isEqualTo("delivered");
    assertThat(hooks.endpoint().disabledReason()).isNull();
    assertThat(hooks.messages.replayFailed(hooks.clock.instant().minus(Duration.ofDays(6))))
        .isZero();
  }

  @Test
  void a_message_that_has_arrived_can_be_sent_again_under_its_id() {
    adaIsCreated();
    String id = hooks.messages.list(null, "u1", null, 1).getFirst().id();

    assertThat(hooks.messages.replay(id)).contains(1);
    assertThat(hooks.messages.replay("msg_none")).isEmpty();
    hooks.sendAll();

    assertThat(hooks.receiver.at(IN)).hasSize(2).allMatch(one -> one.header("svix-id").equals(id));
    assertThat(hooks.attempts()).containsExactly("1 204", "2 204");
  }

  @Test
  void what_takes_long_is_not_sent_a_second_time_meanwhile() {
    hooks.receiver.holds("/slow");
    hooks.add("/slow");
    hooks.happens("changed u1 1000 1000 Ada");
    hooks.begin();

    for (int i = 0; i < 5; i++) {
      hooks.clock.advance(Duration.ofSeconds(5));
      hooks.renew();
      assertThat(hooks.begin()).as("after %d times 5 seconds", i + 1).isZero();
    }
    hooks.receiver.release();
    hooks.settle();

    assertThat(hooks.receiver.at("/slow")).hasSize(1);
  }

  @Test
  void a_server_that_dies_between_sending_and_noting_it_sends_it_again_under_the_same_id() {
    AtomicBoolean dead = new AtomicBoolean(true);
    hooks.sendsBy(
        new Database(
            WatchedConnections.of(
                postgres.dataSource(),
                call -> {
                  if (dead.get() && call.contains("rollcall.webhook_attempt")) {
                    throw new SQLException("gone", "08006");
                  }
                })),
        hooks.clock);
    adaIsCreated();
    assertThat(hooks.delivery().state()).isEqualTo("waiting");
    assertThat(hooks.attempts()).isEmpty();

    dead.set(false);
    hooks.clock.advance(Duration.ofSeconds(5));
    hooks.sendAll();
    assertThat(hooks.receiver.at(IN)).hasSize(1);
    hooks.clock.advance(Duration.ofSeconds(1));
    hooks.sendAll();

    assertThat(hooks.receiver.at(IN)).hasSize(2);
    assertThat(hooks.receiver.at(IN).stream().map(one -> one.header("svix-id")).distinct())
        .hasSize(1);
    assertThat(hooks.attempts()).containsExactly("2 204");
  }

  @Test
  void a_receiver_that_is_not_there_is_a_failure_that_says_so() {
    hooks.receiver.close();
    adaIsCreated();

    assertThat(hooks.attempts().getFirst()).contains("127.0.0.1").containsIgnoringCase("refused");
  }
}

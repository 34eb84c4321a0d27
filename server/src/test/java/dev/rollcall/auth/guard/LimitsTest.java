package dev.rollcall.auth.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.auth.guard.Allowance.Allowed;
import dev.rollcall.auth.guard.Allowance.Wait;
import dev.rollcall.auth.guard.Limit.Rate;
import dev.rollcall.auth.guard.Limit.Rates;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How often somebody may do something.
class LimitsTest {
  private static final Secret KEY = new Secret("a key of the project");
  private static final Subject ADA = Subject.email("ada@example.com");
  private static final Subject BEA = Subject.email("bea@example.com");

  @RegisterExtension final PostgresExtension postgres = GuardDatabase.databases();

  private final MovableClock clock = new MovableClock();

  @Test
  void ten_sign_ins_a_minute_and_no_more() {
    take(Limit.LOGIN_PER_ACCOUNT, ADA, 10);

    assertThat(limits().take(Limit.LOGIN_PER_ACCOUNT, ADA)).isEqualTo(waitFor(60));
    assertThat(limits().take(Limit.LOGIN_PER_ACCOUNT, BEA)).isEqualTo(new Allowed());
    assertThat(limits().take(Limit.TOKEN_PER_SESSION, ADA)).isEqualTo(new Allowed());
  }

  @Test
  void the_span_slides() {
    take(Limit.LOGIN_PER_ACCOUNT, ADA, 4);
    clock.advance(Duration.ofSeconds(40));
    take(Limit.LOGIN_PER_ACCOUNT, ADA, 6);

    assertThat(limits().take(Limit.LOGIN_PER_ACCOUNT, ADA)).isEqualTo(waitFor(20));

    clock.advance(Duration.ofSeconds(20));
    take(Limit.LOGIN_PER_ACCOUNT, ADA, 4);

    assertThat(limits().take(Limit.LOGIN_PER_ACCOUNT, ADA)).isEqualTo(waitFor(40));
  }

  @Test
  void whoever_is_patient_meets_the_hourly_rate() {
    for (int minute = 0; minute < 5; minute++) {
      take(Limit.LOGIN_PER_ACCOUNT, ADA, 10);
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(limits().take(Limit.LOGIN_PER_ACCOUNT, ADA)).isEqualTo(waitFor(55 * 60));

    clock.advance(Duration.ofMinutes(55));

    take(Limit.LOGIN_PER_ACCOUNT, ADA, 10);
    assertThat(limits().take(Limit.LOGIN_PER_ACCOUNT, ADA)).isEqualTo(waitFor(60));
  }

  @Test
  void asking_in_vain_does_not_make_the_wait_longer() {
    take(Limit.CODE_PER_ADDRESS, ADA, 1);
    for (int second = 0; second < 59; second++) {
      assertThat(limits().take(Limit.CODE_PER_ADDRESS, ADA)).isEqualTo(waitFor(60 - second));
      clock.advance(Duration.ofSeconds(1));
    }
    clock.advance(Duration.ofSeconds(1));

    take(Limit.CODE_PER_ADDRESS, ADA, 1);
  }

  @Test
  void of_64_at_once_exactly_ten_pass() throws Exception {
    List<Future<Allowance>> answers = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(64);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        answers.add(
            threads.submit(() -> {
              all.countDown();
              all.await();
              return limits().take(Limit.LOGIN_PER_ACCOUNT, ADA);
            }));
      }
    }

    List<Allowance> given = new ArrayList<>();
    for (Future<Allowance> answer : answers) {
      given.add(answer.get());
    }
    assertThat(given).filteredOn(Allowed.class::isInstance).hasSize(10);
    assertThat(given).filteredOn(waitFor(60)::equals).hasSize(54);
  }

  @Test
  void in_development_mode_addresses_are_not_limited_but_accounts_are() {
    Limits limits = new Limits(postgres.database(), KEY, LimitPolicy.development(), clock);
    Subject here = Subject.ip("127.0.0.1");

    for (int i = 0; i < 100; i++) {
      assertThat(limits.take(Limit.LOGIN_PER_IP, here)).isEqualTo(new Allowed());
      assertThat(limits.take(Limit.SIGN_UP_PER_IP, here)).isEqualTo(new Allowed());
    }
    assertThat(limits.take(Limit.RESET_PER_ADDRESS, ADA)).isEqualTo(new Allowed());
    take(Limit.RESET_PER_ADDRESS, ADA, 2);
    assertThat(limits.take(Limit.RESET_PER_ADDRESS, ADA)).isEqualTo(waitFor(3600));
  }

  @Test
  void a_project_may_have_rates_of_its_own() {
    Rate two = new Rate(2, Duration.ofSeconds(10));
    LimitPolicy policy = LimitPolicy.usual().with(Limit.LOGIN_PER_ACCOUNT, new Rates(two, two));
    Limits limits = new Limits(postgres.database(), KEY, policy, clock);

    limits.take(Limit.LOGIN_PER_ACCOUNT, ADA);
    limits.take(Limit.LOGIN_PER_ACCOUNT, ADA);

    assertThat(limits.take(Limit.LOGIN_PER_ACCOUNT, ADA)).isEqualTo(waitFor(10));
  }

  @Test
  void one_ipv6_visitor_is_a_network() {
    assertThat(Subject.ip("2001:db8:1:2:3:4:5:6")).isEqualTo(Subject.ip("2001:db8:1:2::1"));
    assertThat(Subject.ip("2001:db8:1:2::1")).isNotEqualTo(Subject.ip("2001:db8:1:3::1"));
    assertThat(Subject.ip("::ffff:203.0.113.7")).isEqualTo(Subject.ip("203.0.113.7"));
    assertThat(Subject.ip("203.0.113.7")).isNotEqualTo(Subject.ip("203.0.113.8"));
    assertThat(Subject.ip("fe80::1%eth0")).isEqualTo(Subject.ip("fe80::2"));
    assertThat(Subject.email(" Ada@Example.COM")).isEqualTo(ADA);
  }

  @Test
  void no_address_is_in_the_table() {
    take(Limit.CODE_PER_ADDRESS, ADA, 1);
    limits().take(Limit.LOGIN_PER_IP, Subject.ip("203.0.113.7"));

    String rows =
        postgres
            .database()
            .inTransaction(tx ->
                tx.all(
                    "select r::text || encode(subject, 'escape') from rollcall_auth.rate r",
                    row -> row.getString(1)))
            .toString();

    assertThat(rows).contains("code_per_address").doesNotContain("ada", "example", "203.0.113");
    assertThat(ADA.toString()).isEqualTo("[subject]");
    assertThat(
            new Limits(postgres.database(), new Secret("another"), LimitPolicy.usual(), clock)
                .take(Limit.CODE_PER_ADDRESS, ADA))
        .isEqualTo(new Allowed());
  }

  @Test
  void what_nothing_counts_any_more_is_forgotten() {
    take(Limit.LOGIN_PER_ACCOUNT, ADA, 1);
    take(Limit.TOKEN_PER_SESSION, ADA, 1);
    clock.advance(Duration.ofMinutes(1));

    assertThat(limits().forget(100)).isEqualTo(1);
    assertThat(limits().forget(100)).isZero();

    clock.advance(Duration.ofMinutes(59));

    assertThat(limits().forget(100)).isEqualTo(1);
  }

  @Test
  void a_wait_is_told_in_whole_seconds_and_never_none() {
    assertThat(new Wait(Duration.ofMillis(1)).seconds()).isEqualTo(1);
    assertThat(new Wait(Duration.ofMillis(59_001)).seconds()).isEqualTo(60);
    assertThat(new Wait(Duration.ofSeconds(60)).seconds()).isEqualTo(60);
  }

  private void take(Limit limit, Subject subject, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(limits().take(limit, subject)).isEqualTo(new Allowed());
    }
  }

  private static Wait waitFor(long seconds) {
    return new Wait(Duration.ofSeconds(seconds));
  }

  /// A new one each time, as after a restart: what was counted is in the database only.
  private Limits limits() {
    return new Limits(postgres.database(), KEY, LimitPolicy.usual(), clock);
  }
}

package dev.rollcall.auth.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.auth.guard.Allowance.Allowed;
import dev.rollcall.auth.guard.Allowance.Wait;
import dev.rollcall.auth.guard.Lockout.Pace;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How long an account waits after failures.
class LockoutTest {
  private static final Secret KEY = new Secret("a key of the project");
  private static final Subject ADA = Subject.email("ada@example.com");

  @RegisterExtension final PostgresExtension postgres = GuardDatabase.databases();

  private final MovableClock clock = new MovableClock();

  @Test
  void the_wait_doubles_up_to_a_quarter_of_an_hour() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      lockout().failed(ADA);
      waits.add(lockout().check(ADA) instanceof Wait wait ? wait.seconds() : 0L);
    }

    assertThat(waits)
        .containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 900L, 900L, 900L);
  }

  @Test
  void the_lock_opens_by_itself() {
    fail(20);
    assertThat(lockout().check(ADA)).isEqualTo(new Wait(Duration.ofMinutes(15)));

    clock.advance(Duration.ofMinutes(14));
    assertThat(lockout().check(ADA)).isEqualTo(new Wait(Duration.ofMinutes(1)));

    clock.advance(Duration.ofMinutes(1));
    assertThat(lockout().check(ADA)).isEqualTo(new Allowed());
  }

  @Test
  void a_success_forgets_the_failures_of_this_account_only() {
    Subject bea = Subject.email("bea@example.com");
    fail(5);
    for (int i = 0; i < 5; i++) {
      lockout().failed(bea);
    }

    lockout().succeeded(ADA);

    assertThat(lockout().check(ADA)).isEqualTo(new Allowed());
    assertThat(lockout().check(bea)).isEqualTo(new Wait(Duration.ofSeconds(4)));
    fail(2);
    assertThat(lockout().check(ADA)).isEqualTo(new Allowed());
  }

  @Test
  void what_is_long_ago_does_not_count() {
    fail(20);
    clock.advance(Pace.USUAL.forgetAfter().minusSeconds(1));
    assertThat(lockout().forget(100)).isZero();
    clock.advance(Duration.ofSeconds(1));

    lockout().failed(ADA);

    assertThat(lockout().check(ADA)).isEqualTo(new Allowed());
    clock.advance(Pace.USUAL.forgetAfter());
    assertThat(lockout().forget(100)).isEqualTo(1);
  }

  @Test
  void failures_at_once_are_all_counted() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        threads.execute(() -> lockout().failed(ADA));
      }
    }

    assertThat(lockout().check(ADA)).isEqualTo(new Wait(Duration.ofSeconds(32)));
  }

  @Test
  void a_clock_that_was_set_back_locks_nobody_for_long() {
    clock.advance(Duration.ofDays(365));
    fail(20);
    clock.advance(Duration.ofDays(-365));

    assertThat(lockout().check(ADA)).isEqualTo(new Wait(Duration.ofMinutes(15)));
    lockout().failed(ADA);
    clock.advance(Duration.ofMinutes(15));
    assertThat(lockout().check(ADA)).isEqualTo(new Allowed());
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      lockout().failed(ADA);
    }
  }

  /// A new one each time, as after a restart.
  private Lockout lockout() {
    return new Lockout(postgres.database(), KEY, Pace.USUAL, clock);
  }
}

package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads are ordered by the provider's clock, as far as its `Date` headers tell.
class ProviderClockTest {
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private final MovableClock ours = new MovableClock();
  private final ProviderClock clock = new ProviderClock(ours);

  @ParameterizedTest
  @ValueSource(longs = {0, 400, -400, 5_000, -5_000, 3_600_000, -3_600_000, 86_400_000})
  void the_first_answer_corrects_the_clock(long ahead) {
    Instant readAt = read(Duration.ofMillis(ahead), 30, 40);

    assertThat(Duration.between(readAt, theirs(Duration.ofMillis(ahead))).abs())
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300, -300, 700, -700, 5_000, -5_000, 3_600_000, -3_600_000})
  void two_reads_never_change_places(long ahead) {
    Random random = new Random(ahead);
    Instant last = Instant.EPOCH;
    for (int i = 0; i < 2_000; i++) {
      Instant readAt = read(Duration.ofMillis(ahead), random.nextInt(80), random.nextInt(80));
      assertThat(readAt).as("read " + i).isAfter(last);
      last = readAt;
      ours.advance(Duration.ofMillis(1 + random.nextInt(400)));
    }

    assertThat(Duration.between(last, theirs(Duration.ofMillis(ahead))).abs())
        .isLessThan(TOLERANCE);
  }

  @Test
  void a_read_that_began_earlier_and_ended_later_stays_the_earlier_one() {
    Instant first = ours.instant();
    ours.advance(Duration.ofMillis(100));
    Instant second = read(Duration.ofSeconds(-3), 10, 10);
    Instant received = ours.instant();
    clock.observe(first, received, header(received, Duration.ofSeconds(-3)));

    assertThat(clock.at(first)).isBefore(second);
  }

  @Test
  void a_provider_whose_clock_was_set_back_is_followed() {
    read(Duration.ofHours(1), 10, 10);
    ours.advance(Duration.ofSeconds(5));

    Instant readAt = read(Duration.ZERO, 10, 10);

    assertThat(Duration.between(readAt, ours.instant()).abs()).isLessThan(TOLERANCE);
  }

  @Test
  void times_have_milliseconds() {
    ours.advance(Duration.ofNanos(123_456_789));

    assertThat(clock.now()).isEqualTo(MovableClock.START.plusMillis(123));
  }

  /// One request and its answer; when the read began.
  private Instant read(Duration ahead, int millisThere, int millisBack) {
    Instant sent = ours.instant();
    ours.advance(Duration.ofMillis(millisThere));
    Instant date = header(ours.instant(), ahead);
    ours.advance(Duration.ofMillis(millisBack));
    clock.observe(sent, ours.instant(), date);
    return clock.at(sent);
  }

  private Instant theirs(Duration ahead) {
    return ours.instant().plus(ahead);
  }

  private static Instant header(Instant at, Duration ahead) {
    return at.plus(ahead).truncatedTo(ChronoUnit.SECONDS);
  }
}

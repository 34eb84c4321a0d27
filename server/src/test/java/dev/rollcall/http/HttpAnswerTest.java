package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an answer's headers say.
class HttpAnswerTest {
  private static final Instant RECEIVED = Instant.parse("2026-02-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "120, PT2M",
    "999999, PT277H46M39S",
    "'Sun, 01 Feb 2026 12:01:30 GMT', PT1M30S",
    "'Sun, 01 Feb 2026 12:00:00 GMT', PT0S"
  })
  void retry_after_is_read_in_both_of_its_forms(String text, Duration wait) {
    assertThat(answer("retry-after", text).retryAfter()).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-1",
        "1.5",
        "12345678901234567890",
        "Sun, 01 Feb 2026 11:59:59 GMT",
        "1 s"
      })
  void a_wait_that_is_over_or_not_understood_is_none(String text) {
    assertThat(answer("retry-after", text).retryAfter()).isEmpty();
  }

  @Test
  void the_date_is_read_where_it_is_one() {
    assertThat(answer("date", "Sun, 01 Feb 2026 11:59:58 GMT").date())
        .contains(RECEIVED.minusSeconds(2));
    assertThat(answer("date", "yesterday").date()).isEmpty();
    assertThat(answer("server", "x").date()).isEmpty();
  }

  private static HttpAnswer answer(String name, String value) {
    return new HttpAnswer(
        429,
        HttpHeaders.of(Map.of(name, List.of(value)), (_, _) -> true),
        new byte[0],
        RECEIVED,
        RECEIVED);
  }
}

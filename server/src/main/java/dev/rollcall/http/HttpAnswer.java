package dev.rollcall.http;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What came back from a request of ours.
///
/// @param sentAt when the request went out, on our clock
/// @param receivedAt when the answer's headers had arrived, on our clock
public record HttpAnswer(
    int status, HttpHeaders headers, byte[] body, Instant sentAt, Instant receivedAt) {

  /// The `Date` header (RFC 9110 §6.6.1); empty where it is missing or unreadable.
  public Optional<Instant> date() {
    return header("date").flatMap(HttpAnswer::httpDate);
  }

  /// How long `Retry-After` asks to wait (RFC 9110 §10.2.3, both of its forms); empty where it does
  /// not say.
  public Optional<Duration> retryAfter() {
    return header("retry-after")
        .flatMap(text ->
            text.matches("\\d{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : httpDate(text).map(until -> Duration.between(receivedAt, until)))
        .filter(wait -> !wait.isNegative());
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  private static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }
}

package dev.rollcall.feed.hook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt to deliver a message.
///
/// @param status what the receiver answered; null where it did not
/// @param failure why no answer came; null where one did
/// @param response the beginning of the answer's body
public record Attempt(
    int number,
    Instant at,
    @Nullable Integer status,
    @Nullable String failure,
    long durationMillis,
    @Nullable String response) {

  boolean delivered() {
    return status != null && status >= 200 && status < 300;
  }

  /// 410: the receiver wants no more of it.
  boolean gone() {
    return status != null && status == 410;
  }
}

package dev.rollcall.api.stack;

import java.time.Duration;

/// Too many requests: 429, and how long to wait. The SDKs wait and come again by themselves.
public record TryLater(Duration after, String text) implements StackAnswer {

  /// All places where password hashes are computed are taken.
  static TryLater busy() {
    return new TryLater(
        Duration.ofSeconds(1), "Too many sign-ins at the same time. Try again in a second.");
  }

  /// Somebody came too often.
  static TryLater tooMany(Duration after) {
    TryLater later = new TryLater(after, "");
    return new TryLater(after, "Too many requests. Try again in " + later.seconds() + " seconds.");
  }

  @Override
  public int status() {
    return 429;
  }

  /// As `Retry-After` says it: whole seconds, at least one.
  String seconds() {
    return String.valueOf(Math.max(1, after.plusMillis(999).toSeconds()));
  }
}

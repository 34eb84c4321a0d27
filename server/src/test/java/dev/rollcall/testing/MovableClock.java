package dev.rollcall.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until it is moved.
public final class MovableClock implements InstantSource {
  public static final Instant START = Instant.parse("2026-02-01T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @Override
  public Instant instant() {
    Instant current = now.get();
    if (current == null) {
      throw new IllegalStateException("a clock always shows a time");
    }
    return current;
  }

  public void advance(Duration duration) {
    now.updateAndGet(current -> current.plus(duration));
  }
}

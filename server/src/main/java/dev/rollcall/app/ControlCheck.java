package dev.rollcall.app;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Whether the control database answers. Asked once a second at most, however many want to know, on
/// a thread of its own, which nobody waits for longer than a second.
final class ControlCheck {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Database control;
  private final InstantSource clock;
  private Instant askedAt = Instant.MIN;
  private CompletableFuture<Optional<String>> answer =
      CompletableFuture.completedFuture(Optional.empty());

  ControlCheck(Database control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
  }

  /// Why it cannot be used; empty where it can.
  Optional<String> trouble() {
    return asked()
        .copy()
        .completeOnTimeout(
            Optional.of(
                "The control database did not answer within " + PATIENCE.toSeconds() + " s"),
            PATIENCE.toMillis(),
            TimeUnit.MILLISECONDS)
        .join();
  }

  private synchronized CompletableFuture<Optional<String>> asked() {
    Instant now = clock.instant();
    if (answer.isDone() && !now.isBefore(askedAt.plus(FRESH))) {
      askedAt = now;
      CompletableFuture<Optional<String>> fresh = new CompletableFuture<>();
      answer = fresh;
      Thread.ofVirtual().name("control check").start(() -> fresh.complete(ask()));
    }
    return answer;
  }

  private Optional<String> ask() {
    try {
      control.inOneQuery(tx -> tx.number("select 1"));
      return Optional.empty();
    } catch (DatabaseException away) {
      return Optional.of("The control database is away: " + away.reason());
    }
  }
}

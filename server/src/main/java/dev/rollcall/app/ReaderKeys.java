package dev.rollcall.app;

import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.secret.OpaqueToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Who may read the metrics. While the control database does not answer, which is when they are
/// wanted most, a key that was good within the last hour still is.
final class ReaderKeys {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Predicate<String> keys;
  private final InstantSource clock;
  private final Map<String, Instant> good = new ConcurrentHashMap<>();

  /// @param keys asks the control database
  ReaderKeys(Predicate<String> keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  boolean accepts(String key) {
    String hash = HexFormat.of().formatHex(OpaqueToken.hash(key));
    CompletableFuture<Boolean> asked = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("key of a metrics reader")
        .start(() -> {
          try {
            asked.complete(keys.test(key));
          } catch (DatabaseException away) {
            asked.completeExceptionally(away);
          }
        });
    try {
      boolean accepted = asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      remember(hash, accepted);
      return accepted;
    } catch (ExecutionException | TimeoutException away) {
      return good.getOrDefault(hash, Instant.MIN).plus(REMEMBERED).isAfter(clock.instant());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void remember(String hash, boolean accepted) {
    Instant now = clock.instant();
    good.values().removeIf(at -> at.plus(REMEMBERED).isBefore(now));
    if (accepted) {
      good.put(hash, now);
    } else {
      good.remove(hash);
    }
  }
}

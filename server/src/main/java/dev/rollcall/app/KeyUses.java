package dev.rollcall.app;

import dev.rollcall.api.stack.ProviderRooms;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.AuditNote;
import dev.rollcall.project.ApplicationKey;
import dev.rollcall.project.KeySet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Has it written down that applications came with their keys: once a day for each key.
final class KeyUses {
  private static final Duration EVERY = Duration.ofDays(1);
  private static final int MOST_REMEMBERED = 10_000;

  private final InstantSource clock;
  private final Map<String, Instant> noted = new ConcurrentHashMap<>();

  KeyUses(InstantSource clock) {
    this.clock = clock;
  }

  void used(ProviderRooms rooms, KeySet keys, ApplicationKey.Kind kind) {
    String kindName = kind.name().toLowerCase(Locale.ROOT);
    String name = keys.id() + "/" + kindName;
    Instant now = clock.instant();
    Instant before = noted.get(name);
    if (before != null && now.isBefore(before.plus(EVERY))) {
      return;
    }
    if (noted.size() >= MOST_REMEMBERED) {
      noted.clear();
    }
    noted.put(name, now);
    AuditNote note =
        AuditNote.of(AuditKind.KEY_USED).with("key", keys.id().toString()).with("kind", kindName);
    boolean written = false;
    try {
      written =
          rooms
              .database()
              .inTransaction(tx -> {
                rooms.guard().noteOnce(tx, note, EVERY);
                return true;
              });
    } finally {
      if (!written) {
        noted.remove(name);
      }
    }
  }
}

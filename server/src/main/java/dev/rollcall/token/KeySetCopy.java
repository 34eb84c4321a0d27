package dev.rollcall.token;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.project.KeySets;
import dev.rollcall.project.PublishedKeys;
import dev.rollcall.token.IssuerKeys.Found;
import dev.rollcall.token.KeySetReader.Reading;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this process knows of one key set. However many want it fetched at once, one does it.
final class KeySetCopy {
  private static final Logger LOG = LoggerFactory.getLogger(KeySetCopy.class);
  private static final int LARGEST = 64 << 10;
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration STALE = Duration.ofHours(24);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final URI url;
  private final KeySets table;
  private final PinnedCaller caller;
  private final InstantSource clock;
  private final Consumer<URI> changed;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Known known;

  KeySetCopy(
      URI url, KeySets table, PinnedCaller caller, InstantSource clock, Consumer<URI> changed) {
    this.url = url;
    this.table = table;
    this.caller = caller;
    this.clock = clock;
    this.changed = changed;
  }

  /// Every attempt to fetch the set makes another one of these, so that whoever waited for one can
  /// tell.
  ///
  /// @param fetched when the keys were published, as far as we know; null where they never were
  /// @param attempted when it was last tried to fetch them
  /// @param searched when that was for a key that is not among them
  /// @param trouble why there are none, or none newer; null where all is well
  private record Known(
      Map<String, IssuerKey> keys,
      Map<String, String> bound,
      @Nullable Instant fetched,
      Instant attempted,
      Instant searched,
      @Nullable String trouble) {

    boolean isOlderThan(Duration age, Instant now) {
      return fetched == null || !fetched.plus(age).isAfter(now);
    }

    Found find(String kid, Instant now) {
      if (isOlderThan(STALE, now)) {
        return new Found.OutOfReach(trouble == null ? "they were not fetched yet" : trouble);
      }
      IssuerKey key = keys.get(kid);
      return key == null ? new Found.None() : new Found.Key(key);
    }
  }

  /// May fetch the set.
  Found find(String kid) {
    Known seen = known();
    Instant now = clock.instant();
    return switch (seen.find(kid, now)) {
      case Found.Key found ->
          // While one fetches, the others go on with what they have.
          seen.isOlderThan(FRESH, now) && isOver(seen.attempted(), now) && !fetching.isLocked()
              ? fetch(seen, false).find(kid, now)
              : found;
      case Found.None none ->
          isOver(seen.searched(), now) ? fetch(seen, true).find(kid, now) : none;
      case Found.OutOfReach outOfReach ->
          isOver(seen.attempted(), now) ? fetch(seen, false).find(kid, now) : outOfReach;
    };
  }

  List<IssuerKey> current() {
    Known seen = known();
    return seen.isOlderThan(STALE, clock.instant()) ? List.of() : List.copyOf(seen.keys().values());
  }

  /// Fetches the set now. Answers why there is no key to be had; null where there is one.
  @Nullable String fetch() {
    return fetch(known(), false).trouble();
  }

  /// Fetches the set if it is older than that. What another process has fetched meanwhile will do,
  /// and is taken over in any case: two that differ would undo each other's work in databases.
  void refresh(Duration age) {
    Known seen = takenOver(known());
    Instant now = clock.instant();
    if (seen.isOlderThan(age, now) && isOver(seen.attempted(), now)) {
      fetch(seen, false);
    }
  }

  @SuppressWarnings("ReferenceEquality") // Whether it was replaced meanwhile, by the same or not.
  private Known takenOver(Known seen) {
    PublishedKeys kept = table.find(url);
    Instant fetched = kept.fetchedAt();
    if (fetched == null || (seen.fetched() != null && !fetched.isAfter(seen.fetched()))) {
      return seen;
    }
    Known newer = known(kept, seen.attempted(), seen.searched());
    fetching.lock();
    try {
      if (known != seen) {
        return known();
      }
      known = newer;
    } finally {
      fetching.unlock();
    }
    tellOf(seen, newer);
    return newer;
  }

  private void tellOf(Known before, Known after) {
    if (!after.keys().equals(before.keys())) {
      changed.accept(url);
    }
  }

  private static boolean isOver(Instant last, Instant now) {
    return !last.plus(PAUSE).isAfter(now);
  }

  private Known known() {
    Known there = known;
    if (there != null) {
      return there;
    }
    fetching.lock();
    try {
      there = known;
      if (there == null) {
        there = known(table.find(url), Instant.EPOCH, Instant.EPOCH);
        known = there;
      }
      return there;
    } finally {
      fetching.unlock();
    }
  }

  private static Known known(PublishedKeys kept, Instant attempted, Instant searched) {
    Map<String, IssuerKey> keys =
        kept.json() != null
                && KeySetReader.read(kept.json(), kept.bound()) instanceof Reading.Good good
            ? good.keys()
            : Map.of();
    return new Known(keys, kept.bound(), kept.fetchedAt(), attempted, searched, kept.failure());
  }

  @SuppressWarnings("ReferenceEquality") // As above.
  private Known fetch(Known seen, boolean search) {
    Known fresh;
    fetching.lock();
    try {
      Known there = known;
      if (there != null && there != seen) {
        return there;
      }
      fresh = attempt(seen, search);
      known = fresh;
    } finally {
      fetching.unlock();
    }
    tellOf(seen, fresh);
    return fresh;
  }

  private Known attempt(Known seen, boolean search) {
    Instant now = clock.instant();
    Instant searched = search ? now : seen.searched();
    return switch (look(seen.bound())) {
      case Reading.Good good -> {
        table.fetched(url, good.text(), good.bound(), now);
        if (!good.passedOver().isEmpty() && !good.keys().equals(seen.keys())) {
          LOG.warn("{}: not all keys there count: {}", url, good.passedOver());
        }
        yield new Known(good.keys(), good.bound(), now, now, searched, trouble(good));
      }
      case Reading.Garbage(var reason) -> {
        table.failed(url, reason, now);
        yield new Known(seen.keys(), seen.bound(), seen.fetched(), now, searched, reason);
      }
    };
  }

  private @Nullable String trouble(Reading.Good good) {
    if (!good.keys().isEmpty()) {
      return null;
    }
    return "no key at "
        + url
        + " can be used"
        + (good.passedOver().isEmpty() ? ": there is none" : " (" + good.passedOver() + ")");
  }

  private Reading look(Map<String, String> bound) {
    try {
      HttpAnswer answer =
          caller.get(url, Map.of("accept", "application/json", "connection", "close"), LARGEST);
      if (answer.status() != 200) {
        String redirected = answer.status() / 100 == 3 ? ", and redirects are not followed" : "";
        return new Reading.Garbage(url + " answered HTTP " + answer.status() + redirected);
      }
      return KeySetReader.read(answer.body(), bound);
    } catch (HttpFailure failure) {
      return new Reading.Garbage(String.valueOf(failure.getMessage()));
    }
  }
}

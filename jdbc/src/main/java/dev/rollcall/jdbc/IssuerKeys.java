package dev.rollcall.jdbc;

import dev.rollcall.jdbc.TrustedKeys.Lookup.Found;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Unavailable;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Unknown;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The keys that one issuer publishes. A copy is good for ten minutes, and for a day where no newer
/// one can be had. A `kid` that it lacks has it fetched anew, once a minute at most, so a new key
/// counts as soon as it signs; one that is gone from the set counts no more. However many ask, one
/// of them fetches. A `kid` never becomes another key.
public final class IssuerKeys implements TrustedKeys {
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration USABLE = Duration.ofDays(1);
  private static final Duration UNKNOWN_KID = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final int REMEMBERED_KIDS = 1_000;

  private final String issuer;
  private final Set<String> audiences;
  private final KeySetFetch fetch;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  // Under the lock.
  private final Map<String, TrustedKey> bound = new LinkedHashMap<>();
  private volatile State state = new State(null, List.of(), null, Instant.MIN, Instant.MIN);

  /// @param issuer the `iss` of its tokens, to the letter
  /// @param audiences a token's audience must be among them; empty: any
  public IssuerKeys(String issuer, Set<String> audiences, KeySetFetch fetch, InstantSource clock) {
    this.issuer = issuer;
    this.audiences = Set.copyOf(audiences);
    this.fetch = fetch;
    this.clock = clock;
  }

  /// A key set as it was fetched.
  ///
  /// @param json word for word
  public record Copy(byte[] json, Map<String, TrustedKey> keys, Instant fetchedAt) {}

  /// How it stands with the copy.
  ///
  /// @param copy null where none was ever fetched
  /// @param leftOut why keys of it are not trusted, a sentence each
  /// @param failure why the last attempt came to nothing; null where it did not
  public record State(
      @Nullable Copy copy,
      List<String> leftOut,
      @Nullable String failure,
      Instant lastAttempt,
      Instant lastUnknownKid) {

    private boolean isYoungerThan(Duration age, Instant now) {
      return copy != null && within(age, copy.fetchedAt(), now);
    }

    private Optional<TrustedKey> key(String kid) {
      return Optional.ofNullable(copy).map(known -> known.keys().get(kid));
    }
  }

  @Override
  public Lookup find(String asked, String kid) {
    if (!asked.equals(issuer)) {
      return new Unknown();
    }
    Instant now = clock.instant();
    State known = upToDate(now);
    if (known.key(kid).isEmpty() && !within(UNKNOWN_KID, known.lastUnknownKid(), now)) {
      known = again(kid, now);
    }
    if (!known.isYoungerThan(USABLE, now)) {
      return new Unavailable("The keys of " + issuer + " cannot be had. " + known.failure());
    }
    Optional<TrustedKey> key = known.key(kid);
    if (key.isPresent()) {
      return new Found(key.get());
    }
    return known.failure() == null
        ? new Unknown()
        : new Unavailable(
            "The keys of "
                + issuer
                + " that are known are old, and this one is not among them. "
                + known.failure());
  }

  /// Fetches now, however old the copy is.
  public State refresh() {
    fetching.lock();
    try {
      return fetch(clock.instant(), state.lastUnknownKid());
    } finally {
      fetching.unlock();
    }
  }

  /// Begins with what was fetched before, such as by the same program before a restart. Does
  /// nothing where there is a copy already, or where this is none.
  public void begin(byte[] json, Instant fetchedAt) {
    fetching.lock();
    try {
      if (state.copy() == null && KeySet.read(json, audiences) instanceof KeySet.Keys keys) {
        state = taken(keys, json, fetchedAt, Instant.MIN, Instant.MIN);
      }
    } finally {
      fetching.unlock();
    }
  }

  public State state() {
    return state;
  }

  public String issuer() {
    return issuer;
  }

  /// Whoever has an old copy goes on with it while another fetches.
  private State upToDate(Instant now) {
    State known = state;
    if (!isDue(known, now)) {
      return known;
    }
    if (!known.isYoungerThan(USABLE, now)) {
      fetching.lock();
    } else if (!fetching.tryLock()) {
      return known;
    }
    try {
      return isDue(state, now) ? fetch(now, state.lastUnknownKid()) : state;
    } finally {
      fetching.unlock();
    }
  }

  private static boolean isDue(State known, Instant now) {
    return !known.isYoungerThan(FRESH, now) && !within(AFTER_FAILURE, known.lastAttempt(), now);
  }

  /// All who ask for kids that are not known wait for one fetch, since theirs may be in it.
  private State again(String kid, Instant now) {
    fetching.lock();
    try {
      boolean fetchedByAnother = state.key(kid).isPresent();
      return fetchedByAnother || within(UNKNOWN_KID, state.lastUnknownKid(), now)
          ? state
          : fetch(now, now);
    } finally {
      fetching.unlock();
    }
  }

  private State fetch(Instant now, Instant lastUnknownKid) {
    String failure;
    try {
      byte[] json = fetch.fetch();
      switch (KeySet.read(json, audiences)) {
        case KeySet.Keys keys -> {
          state = taken(keys, json, now, now, lastUnknownKid);
          return state;
        }
        case KeySet.Unreadable(var reason) -> failure = reason;
      }
    } catch (IOException failed) {
      failure = "Fetching them failed: " + failed.getMessage();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      failure = "Fetching them was interrupted";
    }
    state = new State(state.copy(), state.leftOut(), failure, now, lastUnknownKid);
    return state;
  }

  private State taken(
      KeySet.Keys read, byte[] json, Instant fetchedAt, Instant attempt, Instant unknownKid) {
    Map<String, TrustedKey> keys = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>(read.leftOut());
    read.byKid()
        .forEach((kid, key) -> {
          TrustedKey before = bound.putIfAbsent(kid, key);
          if (before == null || before.isSameKeyAs(key)) {
            keys.put(kid, key);
          } else {
            leftOut.add(
                "Key '" + kid + "': It was another key before, and a kid stays what it was");
          }
        });
    while (bound.size() > REMEMBERED_KIDS) {
      bound.remove(bound.keySet().iterator().next());
    }
    return new State(
        new Copy(json, Map.copyOf(keys), fetchedAt),
        List.copyOf(leftOut),
        null,
        attempt,
        unknownKid);
  }

  private static boolean within(Duration age, Instant then, Instant now) {
    return !then.equals(Instant.MIN) && Duration.between(then, now).abs().compareTo(age) < 0;
  }
}

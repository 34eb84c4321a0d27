package dev.rollcall.token;

import dev.rollcall.http.PinnedCaller;
import dev.rollcall.project.KeySets;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The keys that other issuers publish. A set is fetched anew every few minutes, and at once when a
/// token names a key that is not in it; while it cannot be fetched, the last good one counts for a
/// day. Whoever makes names up costs the issuer one request a minute.
public final class IssuerKeys {
  private static final Duration REFRESHED = Duration.ofMinutes(5);

  private final KeySets table;
  private final PinnedCaller caller;
  private final InstantSource clock;
  private final Map<URI, KeySetCopy> copies = new ConcurrentHashMap<>();
  private final List<Consumer<URI>> listeners = new CopyOnWriteArrayList<>();

  /// @param caller with an egress guard for URLs that others set
  public IssuerKeys(KeySets table, PinnedCaller caller, InstantSource clock) {
    this.table = table;
    this.caller = caller;
    this.clock = clock;
  }

  /// What is known of a key.
  public sealed interface Found {
    record Key(IssuerKey key) implements Found {}

    /// It is not published.
    record None() implements Found {}

    /// Nobody can say: the set could not be fetched for a day, or never.
    record OutOfReach(String reason) implements Found {}
  }

  /// Has somebody told whose keys changed.
  public void whenChanged(Consumer<URI> listener) {
    listeners.add(listener);
  }

  /// May fetch the set, and then takes as long as that takes.
  public Found find(URI url, String kid) {
    return copy(url).find(kid);
  }

  /// The keys that count now; nothing is fetched for it.
  public List<IssuerKey> current(URI url) {
    return copy(url).current();
  }

  /// Fetches a set at once. Answers why it has no key to offer; empty where it has one.
  public Optional<String> fetch(URI url) {
    return Optional.ofNullable(copy(url).fetch());
  }

  /// Fetches those of the sets whose time has come.
  public void refresh(Collection<URI> urls) {
    urls.stream().distinct().forEach(url -> copy(url).refresh(REFRESHED));
  }

  private KeySetCopy copy(URI url) {
    return copies.computeIfAbsent(
        url, missing -> new KeySetCopy(missing, table, caller, clock, this::tell));
  }

  private void tell(URI url) {
    listeners.forEach(listener -> listener.accept(url));
  }
}

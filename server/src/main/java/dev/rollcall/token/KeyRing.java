package dev.rollcall.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.jdbc.TrustedKey;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secrets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The keys that sign each project's access tokens (ES256). The first one is made when it is
/// needed. Signing and verifying ask no database; what another process changes is seen within a
/// second.
public final class KeyRing {
  // A kid that we do not know may be a key that another process made a moment ago. Whoever sends
  // made-up ones costs ten queries a second, not one each.
  private static final Duration REREAD = Duration.ofMillis(100);
  private static final int PROJECTS_IN_MEMORY = 10_000;

  private final Database control;
  private final SigningKeys table;
  private final InstantSource clock;
  private final KeyTimes times;
  private final Cache<ProjectId, KeyCopy> copies =
      Caffeine.newBuilder().maximumSize(PROJECTS_IN_MEMORY).executor(Runnable::run).build();

  private final List<Consumer<ProjectId>> listeners = new CopyOnWriteArrayList<>();

  public KeyRing(
      Database control, Secrets secrets, SecureRandom random, InstantSource clock, KeyTimes times) {
    this.control = control;
    this.table = new SigningKeys(secrets, random);
    this.clock = clock;
    this.times = times;
  }

  /// Has somebody told whose keys this process changed.
  public void whenChanged(Consumer<ProjectId> listener) {
    listeners.add(listener);
  }

  /// The project's key set as JSON, for all to read.
  public String jwks(ProjectId project) {
    signing(project);
    Instant now = clock.instant();
    return current(project, now).toJson(now);
  }

  /// The keys that are published, oldest first.
  public List<KeyInfo> keys(ProjectId project) {
    Instant now = clock.instant();
    return current(project, now).timetable().published(now);
  }

  /// Publishes a new key, which takes over when it has been published for long enough. While one
  /// waits already, that one is answered.
  public KeyInfo rotate(ProjectId project) {
    return change(project, (tx, now) -> next(tx, project, now, now.plus(times.published())));
  }

  /// Has the next key sign at once: the one that waits, or else a new one.
  public KeyInfo rotateNow(ProjectId project) {
    return change(
        project,
        (tx, now) -> {
          KeyInfo next = next(tx, project, now, now);
          return next.signsFrom().isAfter(now) ? table.signFrom(tx, project, next, now) : next;
        });
  }

  /// One round over all projects: publishes the next key where it is time, and drops keys under
  /// which no token can be valid any more. Answers how many keys were published.
  public int rotateDue() {
    int published = 0;
    for (ProjectId project : control.inTransaction(table::projects)) {
      boolean due =
          change(
              project,
              (tx, now) -> {
                Timetable timetable = timetable(tx, project);
                for (KeyInfo over : timetable.over(now)) {
                  table.remove(tx, project, over.kid());
                }
                if (!timetable.isDue(now)) {
                  return false;
                }
                table.create(tx, project, now, now.plus(times.published()));
                return true;
              });
      published += due ? 1 : 0;
    }
    return published;
  }

  /// Drops a key at once, and with it all tokens under it. If it was the one that signs, the next
  /// takes over. False where there is no such key.
  public boolean revoke(ProjectId project, String kid) {
    return change(
        project,
        (tx, now) -> {
          Timetable before = timetable(tx, project);
          boolean signed = before.signing(now).filter(key -> key.kid().equals(kid)).isPresent();
          if (!table.remove(tx, project, kid)) {
            return false;
          }
          Optional<KeyInfo> waiting = before.waiting(now);
          if (signed && waiting.isPresent()) {
            table.signFrom(tx, project, waiting.get(), now);
          } else if (signed) {
            table.create(tx, project, now, now);
          }
          return true;
        });
  }

  /// The longest that a token may be good for.
  Duration longestToken() {
    return times.longestToken();
  }

  /// The key that signs now; the project's first is made here.
  ECKey signing(ProjectId project) {
    Instant now = clock.instant();
    return current(project, now)
        .signing(now)
        .or(() -> {
          first(project);
          return current(project, now).signing(now);
        })
        .map(RingKey::pair)
        .orElseThrow(() -> new IllegalStateException("No signing key for '" + project + "'"));
  }

  /// A published key of this project.
  Optional<TrustedKey> find(ProjectId project, String kid) {
    Instant now = clock.instant();
    return current(project, now)
        .find(kid, now)
        .or(() ->
            copy(project).youngerThan(REREAD, now, known -> read(project, known)).find(kid, now))
        .map(RingKey::half);
  }

  private KeyInfo first(ProjectId project) {
    return change(
        project,
        (tx, now) -> {
          Optional<KeyInfo> signing = timetable(tx, project).signing(now);
          return signing.isPresent() ? signing.get() : table.create(tx, project, now, now);
        });
  }

  private KeyInfo next(Transaction tx, ProjectId project, Instant now, Instant signsFrom)
      throws SQLException {
    Timetable timetable = timetable(tx, project);
    Optional<KeyInfo> waiting = timetable.waiting(now);
    if (waiting.isPresent()) {
      return waiting.get();
    }
    Optional<KeyInfo> signing = timetable.signing(now);
    if (signing.isEmpty()) {
      return table.create(tx, project, now, now);
    }
    // Another server's clock may be ahead; a successor never comes before its predecessor.
    Instant earliest = signing.get().signsFrom();
    return table.create(tx, project, now, signsFrom.isBefore(earliest) ? earliest : signsFrom);
  }

  private Timetable timetable(Transaction tx, ProjectId project) throws SQLException {
    return new Timetable(
        table.all(tx, project).stream().map(SigningKeys.Stored::info).toList(), times);
  }

  private KeySet current(ProjectId project, Instant now) {
    return copy(project).get(now, known -> read(project, known));
  }

  private KeyCopy copy(ProjectId project) {
    return copies.get(project, _ -> new KeyCopy());
  }

  private KeySet read(ProjectId project, @Nullable KeySet known) {
    // Before the query, or a change between the two would be seen late.
    Instant readAt = clock.instant();
    List<SigningKeys.Stored> stored = control.inTransaction(tx -> table.all(tx, project));
    Map<String, RingKey> keys = new HashMap<>();
    for (SigningKeys.Stored key : stored) {
      RingKey opened = known == null ? null : known.keys().get(key.info().kid());
      keys.put(key.info().kid(), opened == null ? RingKey.of(table.open(project, key)) : opened);
    }
    return new KeySet(
        new Timetable(stored.stream().map(SigningKeys.Stored::info).toList(), times), keys, readAt);
  }

  private <T> T change(ProjectId project, Change<T> change) {
    try {
      return control.inTransaction(tx -> {
        table.lock(tx, project);
        // Asked under the lock, so that changes are as much in order as their times.
        return change.make(tx, clock.instant());
      });
    } finally {
      copies.invalidate(project);
      listeners.forEach(listener -> listener.accept(project));
    }
  }

  private interface Change<T> {
    T make(Transaction tx, Instant now) throws SQLException;
  }
}

package dev.rollcall.project;

import dev.rollcall.secret.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Makes the keys of a project's applications, and ends them. What it does counts in this process
/// at once, and in others within a second.
public final class KeyIssuer {
  /// For keys that are to be good until they are revoked.
  public static final Duration FOR_LONG = Duration.ofDays(36_500);

  private final ApplicationKeys keys;
  private final AuthProjects projects;
  private final SecureRandom random;
  private final InstantSource clock;

  public KeyIssuer(
      ApplicationKeys keys, AuthProjects projects, SecureRandom random, InstantSource clock) {
    this.keys = keys;
    this.projects = projects;
    this.random = random;
    this.clock = clock;
  }

  /// Keys that were just made.
  ///
  /// @param whole the keys themselves, which nobody can show again
  public record Issued(KeySet keys, Map<ApplicationKey.Kind, Secret> whole) {
    public Issued {
      whole = Map.copyOf(whole);
    }
  }

  public Issued issue(
      ProjectId project, String description, Set<ApplicationKey.Kind> kinds, Instant expiresAt) {
    List<ApplicationKey> fresh = new ArrayList<>();
    Map<ApplicationKey.Kind, Secret> whole = new EnumMap<>(ApplicationKey.Kind.class);
    for (ApplicationKey.Kind kind : kinds) {
      ApplicationKey key = ApplicationKey.random(kind, random);
      fresh.add(key);
      whole.put(kind, key.text());
    }
    KeySet kept = keys.add(project, description, fresh, expiresAt);
    projects.forget();
    return new Issued(kept, whole);
  }

  /// Keys that are good until they are revoked.
  public Issued issue(ProjectId project, String description, Set<ApplicationKey.Kind> kinds) {
    return issue(project, description, kinds, clock.instant().plus(FOR_LONG));
  }

  /// All of a project's, the youngest first, those that are no longer good too.
  public List<KeySet> all(ProjectId project) {
    return keys.all(project);
  }

  public Optional<KeySet> find(ProjectId project, UUID id) {
    return keys.find(project, id);
  }

  /// False where there are no such keys, or they have been revoked before.
  public boolean revoke(ProjectId project, UUID id) {
    boolean revoked = keys.revoke(project, id);
    projects.forget();
    return revoked;
  }

  public boolean describe(ProjectId project, UUID id, String description) {
    return keys.describe(project, id, description);
  }
}

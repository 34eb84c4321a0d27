package dev.rollcall.sync;

import java.util.HashSet;
import java.util.Set;

/// Whose rows were made, changed and marked as deleted.
record Changed(Set<String> made, Set<String> changed, Set<String> deleted) {
  static final Changed NOTHING = new Changed(Set.of(), Set.of(), Set.of());

  boolean contains(String userId) {
    return made.contains(userId) || changed.contains(userId) || deleted.contains(userId);
  }

  Changed and(Changed other) {
    return new Changed(
        union(made, other.made), union(changed, other.changed), union(deleted, other.deleted));
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }
}

package dev.rollcall.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Splits what is claimed of many users so that each statement holds at most one claim a user. What
/// is plainly older than something else in the same batch is left out: it could not change
/// anything.
final class Rounds {
  /// Records, one list a statement.
  final List<List<Upsert>> upserts = new ArrayList<>();

  /// For each user the latest deletion.
  final List<Deletion> deletions;

  Rounds(List<ClaimedEntry> entries) {
    Map<String, List<Upsert>> byUser = new HashMap<>();
    Map<String, Deletion> latest = new HashMap<>();
    for (ClaimedEntry entry : entries) {
      switch (entry.claim()) {
        case Upsert upsert ->
            byUser.computeIfAbsent(upsert.userId(), _ -> new ArrayList<>()).add(upsert);
        case Deletion deletion ->
            latest.merge(
                deletion.userId(),
                deletion,
                (one, other) -> one.at().isBefore(other.at()) ? other : one);
      }
    }
    byUser.values().forEach(this::addNewest);
    this.deletions = List.copyOf(latest.values());
  }

  private void addNewest(List<Upsert> ofOneUser) {
    Comparator<Upsert> order =
        Comparator.comparing(Upsert::born, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Upsert::version);
    Upsert newest = ofOneUser.stream().max(order).orElseThrow();
    int round = 0;
    for (Upsert upsert : ofOneUser) {
      if (order.compare(upsert, newest) == 0) {
        if (upserts.size() == round) {
          upserts.add(new ArrayList<>());
        }
        upserts.get(round).add(upsert);
        round++;
      }
    }
  }

  /// The claims that are in some round.
  Set<Claim> all() {
    Set<Claim> all = new HashSet<>(deletions);
    upserts.forEach(all::addAll);
    return all;
  }
}

package dev.rollcall.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which of a project's keys signs when, and until when each is published.
final class Timetable {
  private final List<KeyInfo> oldestFirst;
  private final KeyTimes times;

  /// @param oldestFirst in the order in which they sign
  Timetable(List<KeyInfo> oldestFirst, KeyTimes times) {
    this.oldestFirst = List.copyOf(oldestFirst);
    this.times = times;
  }

  /// The key that signs now. The first one of all signs at once, even where the clock of the server
  /// that made it is ahead of ours.
  Optional<KeyInfo> signing(Instant now) {
    return oldestFirst.stream()
        .filter(key -> !key.signsFrom().isAfter(now))
        .reduce((_, later) -> later)
        .or(() -> oldestFirst.stream().findFirst());
  }

  /// The key that is published and does not sign yet.
  Optional<KeyInfo> waiting(Instant now) {
    return oldestFirst.stream().skip(1).filter(key -> key.signsFrom().isAfter(now)).findFirst();
  }

  List<KeyInfo> published(Instant now) {
    List<KeyInfo> published = new ArrayList<>();
    for (int i = 0; i < oldestFirst.size(); i++) {
      if (!isOver(i, now)) {
        published.add(oldestFirst.get(i));
      }
    }
    return published;
  }

  List<KeyInfo> over(Instant now) {
    List<KeyInfo> over = new ArrayList<>(oldestFirst);
    over.removeAll(published(now));
    return over;
  }

  /// Whether the next key must be published, to sign when the newest has done so for long enough.
  boolean isDue(Instant now) {
    return !oldestFirst.isEmpty()
        && !oldestFirst
            .getLast()
            .signsFrom()
            .plus(times.rotated())
            .minus(times.published())
            .isAfter(now);
  }

  private boolean isOver(int i, Instant now) {
    return i + 1 < oldestFirst.size()
        && !oldestFirst.get(i + 1).signsFrom().plus(times.overlap()).isAfter(now);
  }
}

package dev.rollcall.doctor;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that is or was wrong with a project for some time.
///
/// @param sentence what is the matter
/// @param overAt null while it goes on
/// @param told by which channels its beginning and its end were told, such as `began webhook`
public record Incident(
    UUID id,
    String project,
    Kind kind,
    String sentence,
    Instant beganAt,
    @Nullable Instant overAt,
    int attempts,
    Set<String> told) {
  public Incident {
    told = Set.copyOf(told);
  }

  /// What can go wrong.
  public enum Kind {
    /// The provider gives no answers.
    PROVIDER,
    /// A comparison found so many deletions that somebody must say whether they are right.
    HELD_BACK,
    /// More events could not be applied than before.
    QUARANTINE;

    /// As it is stored, and named in notices.
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// `began` or `over`.
  public String phase() {
    return overAt == null ? "began" : "over";
  }

  /// What is noted when a channel was told of this phase.
  public String note(String channel) {
    return phase() + " " + channel;
  }
}

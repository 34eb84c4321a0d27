package dev.rollcall.inbox;

import java.util.Locale;

/// What became of an entry. The wire names are stored, and shown by the API; they are only ever
/// added to.
public enum Outcome {
  /// The row changed.
  APPLIED,
  /// The row already held something as new or newer.
  SUPERSEDED,
  /// Genuine, but nothing to do with a user's row.
  IGNORED,
  /// Could not be read or stored. It waits to be looked at, and can be replayed.
  QUARANTINED;

  static Outcome of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

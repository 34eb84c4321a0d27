package dev.rollcall.provider;

import java.util.List;

/// The answer to [Connector#pull].
public sealed interface PulledEvents permits PulledEvents.Pulled, NoAnswer {

  /// @param events events to write into the inbox; those that it already holds are skipped there
  /// @param cursor where the next pull starts; opaque to everyone but the connector, and stored in
  ///   the same transaction as the events
  /// @param more true where the next pull need not wait
  record Pulled(List<StoredEvent> events, String cursor, boolean more) implements PulledEvents {
    public Pulled {
      events = List.copyOf(events);
    }
  }
}

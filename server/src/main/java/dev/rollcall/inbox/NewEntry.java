package dev.rollcall.inbox;

import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;

/// An event to write down.
public record NewEntry(ProviderId provider, StoredEvent event) {

  /// What makes it the same entry however often it is delivered.
  String key() {
    return provider + " " + event.eventId();
  }
}

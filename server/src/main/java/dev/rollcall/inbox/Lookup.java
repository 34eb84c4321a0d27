package dev.rollcall.inbox;

import dev.rollcall.provider.ProviderId;
import java.time.Instant;

/// An entry that cannot be applied before the provider was asked.
///
/// @param target a user's id, or for [Kind#SCOPE] the connector's name for several users
/// @param attempts how often the provider was asked before, in vain
public record Lookup(
    long number, ProviderId provider, Kind kind, String target, Instant receivedAt, int attempts) {

  /// What is to be asked.
  public enum Kind {
    USER("user"),
    DELETED_USER("deleted user"),
    SCOPE("scope");

    final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    static Kind of(String wireName) {
      for (Kind kind : values()) {
        if (kind.wireName.equals(wireName)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("No kind of look-up is called '" + wireName + "'");
    }
  }
}

package dev.rollcall.feed.hook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What endpoints are told: one change.
///
/// @param number where the next page goes on
/// @param waiting to how many endpoints it is still under way
public record Message(
    long number,
    String id,
    String type,
    String userId,
    Instant at,
    long waiting,
    long delivered,
    long failed) {

  /// A message with all that is known of it.
  ///
  /// @param data the payload's `data`, as JSON
  public record Detail(Message message, String data, List<Delivery> deliveries) {
    public Detail {
      deliveries = List.copyOf(deliveries);
    }
  }

  /// How a message goes to one endpoint.
  ///
  /// @param state `waiting`, `delivered` or `failed`
  /// @param nextAt when it is sent again; null where it is due at once or not sent again
  public record Delivery(
      String endpoint, String state, @Nullable Instant nextAt, List<Attempt> attempts) {
    public Delivery {
      attempts = List.copyOf(attempts);
    }
  }
}

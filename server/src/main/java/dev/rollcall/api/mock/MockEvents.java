package dev.rollcall.api.mock;

import dev.rollcall.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What happened to the users of one mock of late, numbered in the order in which it happened. A
/// cursor is `epoch.number`; the epoch is another one after a restart, which forgets everything.
/// Not for use by several threads.
final class MockEvents {
  static final int KEPT = 10_000;
  static final int PAGE = 500;

  /// @param id the same in a webhook and in the list of events
  record Event(String id, long number, byte[] payload) {}

  /// @param next where to go on
  record Slice(List<Event> events, String next, boolean more) {}

  private final String epoch;
  private final Deque<Event> recent = new ArrayDeque<>();
  private long last;

  MockEvents(String epoch) {
    this.epoch = epoch;
  }

  Event add(String type, long timestamp, ObjectNode data) {
    ObjectNode payload = Json.MAPPER.createObjectNode();
    payload.put("type", type);
    payload.put("timestamp", timestamp);
    payload.set("data", data);
    last++;
    Event event =
        new Event("evt_" + epoch + "_" + last, last, Json.MAPPER.writeValueAsBytes(payload));
    recent.addLast(event);
    if (recent.size() > KEPT) {
      recent.removeFirst();
    }
    return event;
  }

  /// The events after `cursor`, or none and the present for no cursor; empty if some that followed
  /// it are forgotten.
  Optional<Slice> after(@Nullable String cursor) {
    if (cursor == null) {
      return Optional.of(new Slice(List.of(), epoch + "." + last, false));
    }
    long number = number(cursor);
    if (number < last - recent.size() || number > last) {
      return Optional.empty();
    }
    List<Event> events =
        recent.stream().filter(event -> event.number() > number).limit(PAGE).toList();
    long end = number + events.size();
    return Optional.of(new Slice(events, epoch + "." + end, end < last));
  }

  private long number(String cursor) {
    String prefix = epoch + ".";
    String number = cursor.startsWith(prefix) ? cursor.substring(prefix.length()) : "";
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : -1;
  }
}

package dev.rollcall.provider.clerk;

import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.PulledEvents;
import dev.rollcall.provider.PulledEvents.Pulled;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.clerk.ClerkReply.Nothing;
import dev.rollcall.provider.clerk.ClerkReply.Rejected;
import dev.rollcall.provider.clerk.ClerkReply.Told;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds changed users without webhooks: a sweep over the latest changes, newest first, down to
/// where the last one began. One request a pull, a small one where little changed.
final class ClerkPull {
  private static final String USERS = "/v1/users";
  private static final int SMALL = 20;
  private static final int LARGE = 500;

  /// Pages of one sweep overlap, for users deleted meanwhile move the rest up.
  private static final int PAGE_OVERLAP = 10;

  /// Where a sweep gives up: large offsets time out, and a comparison is quicker by then.
  private static final int DEEPEST = 20_000;

  private final ClerkApi api;
  private final InstantSource clock;
  private final AtomicReference<Memory> memory =
      new AtomicReference<>(new Memory("", Map.of(), Instant.EPOCH));

  ClerkPull(ClerkApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  PulledEvents pull(@Nullable String cursor) {
    PullCursor from = cursor == null ? PullCursor.startingAt(0, 0) : PullCursor.parse(cursor);
    int limit = from.isUnderWay() ? LARGE : SMALL;
    Instant started = clock.instant();
    ClerkReply reply =
        api.get(USERS, USERS + "?limit=" + limit + "&order_by=-updated_at&offset=" + from.offset());
    return switch (reply) {
      case Told(var tree, var readAt) when tree.isArray() ->
          cursor == null
              ? begin(tree, readAt, started)
              : goOn(from, tree, readAt, memory.get().at(cursor, started), started);
      case Told _ -> new NoAnswer("GET " + USERS + " brought JSON, but no list of users");
      case Rejected(_, _, var reason) -> reason;
      case Nothing(var reason) -> reason;
    };
  }

  /// What there is already, the first copy brings: it counts as handed out.
  private PulledEvents begin(JsonNode users, Instant readAt, Instant started) {
    Map<String, Long> handedOut = new HashMap<>();
    long newest = 0;
    for (JsonNode user : users) {
      if (isUsable(user)) {
        newest = Math.max(newest, updatedAt(user));
        handedOut.put(eventId(user), updatedAt(user));
      }
    }
    PullCursor next =
        PullCursor.startingAt(Math.min(newest, readAt.toEpochMilli()), started.toEpochMilli());
    memory.set(Memory.after(next, handedOut, started));
    return new Pulled(List.of(), next.text(), false);
  }

  private PulledEvents goOn(
      PullCursor from, JsonNode users, Instant readAt, Memory known, Instant started) {
    Map<String, Long> handedOut = new HashMap<>(known.handedOut());
    List<StoredEvent> events = new ArrayList<>();
    long top = from.top();
    boolean atFloor = users.size() < (from.isUnderWay() ? LARGE : SMALL);
    for (JsonNode user : users) {
      if (!isUsable(user)) {
        continue;
      }
      if (updatedAt(user) <= from.floor()) {
        atFloor = true;
        break;
      }
      if (!from.isUnderWay()) {
        top = Math.max(top, updatedAt(user));
      }
      if (handedOut.putIfAbsent(eventId(user), updatedAt(user)) == null) {
        events.add(new StoredEvent(eventId(user), ClerkEvent.listed((ObjectNode) user)));
      }
    }
    boolean more = !atFloor && from.offset() < DEEPEST;
    PullCursor next =
        more
            ? from.deeper(top, from.offset() + users.size() - PAGE_OVERLAP)
            // A record dated in the future must not hide the changes until then.
            : from.finished(Math.min(top, readAt.toEpochMilli()));
    boolean quiet = events.isEmpty() && !more && next.watermark() == from.watermark();
    if (quiet && !started.isBefore(known.since().plus(PullCursor.OVERLAP))) {
      next = next.settled();
    }
    if (!events.isEmpty()) {
      next = next.stamped(Math.max(from.stamp() + 1, started.toEpochMilli()));
    }
    boolean moved = next.watermark() != from.watermark();
    memory.set(Memory.after(next, handedOut, moved ? started : known.since()));
    return new Pulled(events, next.text(), more);
  }

  /// A record without id or time cannot be put in order; the comparison will find and report it.
  private static boolean isUsable(JsonNode user) {
    return ClerkUser.id(user) != null && ClerkUser.time(user, "updated_at").isPresent();
  }

  private static long updatedAt(JsonNode user) {
    return user.path("updated_at").longValue();
  }

  private static String eventId(JsonNode user) {
    return "listed:" + ClerkUser.id(user) + ":" + updatedAt(user);
  }

  /// What was handed out with a cursor, so that a quiet pull hands out nothing. It counts only
  /// where that cursor comes back: otherwise the events were never written down.
  ///
  /// @param handedOut times of change by event id, for what a pull reads again
  /// @param since when the watermark was first seen
  private record Memory(String cursor, Map<String, Long> handedOut, Instant since) {
    private static final int MOST = 50_000;

    static Memory after(PullCursor next, Map<String, Long> handedOut, Instant since) {
      handedOut.values().removeIf(updatedAt -> updatedAt <= next.floor());
      return new Memory(
          next.text(), handedOut.size() > MOST ? Map.of() : Map.copyOf(handedOut), since);
    }

    Memory at(String now, Instant started) {
      return cursor.equals(now) ? this : new Memory(now, Map.of(), started);
    }
  }
}

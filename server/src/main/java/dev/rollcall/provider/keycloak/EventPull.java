package dev.rollcall.provider.keycloak;

import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.PulledEvents.Pulled;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.keycloak.LoggedEvent.Log;
import dev.rollcall.provider.keycloak.PullCursor.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the event logs from where the last pull ended. An event gets its time before its
/// transaction commits, so the last seconds are read again each time; what was said already is left
/// out.
final class EventPull {
  private static final Duration OVERLAP = Duration.ofSeconds(15);

  /// Once events are older than this, and nothing came after them, they are not read again.
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private static final int PAGE = 500;

  private final RealmApi api;
  private final RealmClock clock;
  private final EventLogs logs;
  private final Told told = new Told();
  private final ReentrantLock lock = new ReentrantLock();

  EventPull(RealmApi api, RealmClock clock, EventLogs logs) {
    this.api = api;
    this.clock = clock;
    this.logs = logs;
  }

  private record Step(Position next, boolean more) {}

  Pulled pull(@Nullable String cursor) throws Unanswered {
    lock.lock();
    try {
      Instant now = api.begin();
      PullCursor at = cursor == null ? present(now) : PullCursor.of(cursor);
      EventLogs.State state = logs.current();
      told.returnedWith(at.told());
      List<StoredEvent> events = new ArrayList<>();
      Step user = new Step(at.user(), false);
      if (state.user() && !state.types().isEmpty()) {
        String types = String.join("&type=", state.types());
        user = step(Log.USER, "/events?type=" + types + "&", at.user(), now, events);
      }
      Step admin = new Step(at.admin(), false);
      if (state.admin()) {
        admin = step(Log.ADMIN, "/admin-events?", at.admin(), now, events);
      }
      PullCursor next = new PullCursor(user.next(), admin.next(), told.offer(events));
      return new Pulled(events, next.text(), user.more() || admin.more());
    } finally {
      lock.unlock();
    }
  }

  private static PullCursor present(Instant now) {
    Position present = Position.at(now.minus(OVERLAP));
    return new PullCursor(present, present, "");
  }

  private Step step(Log log, String path, Position at, Instant now, List<StoredEvent> events)
      throws Unanswered {
    String query = path + "direction=asc&dateFrom=" + at.from() + "&";
    List<LoggedEvent> page = new ArrayList<>();
    for (JsonNode json : api.page(query, at.first(), PAGE)) {
      if (json instanceof ObjectNode event) {
        page.add(new LoggedEvent(log, event));
      }
    }
    for (LoggedEvent event : page) {
      if (!told.has(event.eventId())) {
        StoredEvent stored = event.stored(member(event));
        if (isAboutUsers(stored)) {
          events.add(stored);
        }
      }
    }
    long since = at.since() == 0 ? now.toEpochMilli() : at.since();
    return page.size() < PAGE ? end(page, at, since) : middle(page, at, since);
  }

  /// The log goes on after this page. Where times grow, the next page starts at the last one seen:
  /// an offset alone would skip events when old ones expire meanwhile. Before Keycloak 26 the
  /// newest came first whatever was asked for; then only the offset leads on.
  private static Step middle(List<LoggedEvent> page, Position at, long since) {
    long last = page.getLast().time();
    boolean ascending = page.getFirst().time() <= last;
    return new Step(
        ascending && last > at.from()
            ? new Position(last, 0, since)
            : new Position(at.from(), at.first() + PAGE, since),
        true);
  }

  /// The log ends with this page. What may still be committed with a time before the newest is read
  /// next time, as far back as when this walk began.
  private Step end(List<LoggedEvent> page, Position at, long since) {
    if (page.isEmpty() && at.since() == 0) {
      return new Step(at, false);
    }
    long newest = page.stream().mapToLong(LoggedEvent::time).max().orElse(at.from());
    long from = Math.min(newest, since) - OVERLAP.toMillis();
    if (at.since() == 0) {
      from = Math.max(from, at.from());
    }
    if (clock.isKeycloaks()) {
      from = Math.max(from, since - SETTLED.toMillis());
    }
    return new Step(new Position(from, 0, 0), false);
  }

  /// The user who joined an organization. Asking for all of its members instead would read a large
  /// organization as often as it has members.
  private @Nullable String member(LoggedEvent event) throws Unanswered {
    String username = event.newMember();
    if (username == null) {
      return null;
    }
    String query =
        "/users?briefRepresentation=true&exact=true&username=" + Reply.segment(username) + "&";
    List<JsonNode> found = api.page(query, 0, 2);
    return found.size() == 1 ? RealmApi.text(found.getFirst(), "id") : null;
  }

  private static boolean isAboutUsers(StoredEvent stored) {
    try {
      return !(EventReader.read(stored) instanceof NotAboutUsers);
    } catch (UnreadablePayloadException unreadable) {
      // Written down nevertheless, so that it is quarantined and seen.
      return true;
    }
  }
}

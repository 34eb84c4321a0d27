package dev.rollcall.provider.keycloak;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether the realm writes its two event logs down: by default it writes neither. Looked up at
/// most once a minute.
final class EventLogs {
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final RealmApi api;
  private final RealmClock clock;
  private final AtomicReference<@Nullable State> known = new AtomicReference<>();

  EventLogs(RealmApi api, RealmClock clock) {
    this.api = api;
    this.clock = clock;
  }

  /// @param user whether users' own doings are saved
  /// @param admin whether administrators' doings are saved
  /// @param types the types of user events that are saved, as far as they are about users; only
  ///   these may be asked for, since Keycloak fails on the name of a type that it does not know
  /// @param expiration how long user events are kept; null for ever
  /// @param lookedUpAt when this was asked, on our clock
  record State(
      boolean user,
      boolean admin,
      Set<String> types,
      @Nullable Duration expiration,
      Instant lookedUpAt) {

    boolean complete() {
      return user && admin && types.containsAll(EventTypes.NEEDED);
    }
  }

  /// Whether both logs tell everything, as far as is known without asking.
  boolean complete() {
    State state = known.get();
    return state != null && state.complete();
  }

  State current() throws Unanswered {
    State state = known.get();
    if (state != null
        && Duration.between(state.lookedUpAt(), clock.ours()).abs().compareTo(FRESH) < 0) {
      return state;
    }
    return lookUp();
  }

  /// @throws Unanswered if Keycloak does not say; then nothing is known of the logs any more
  State lookUp() throws Unanswered {
    known.set(null);
    JsonNode config = api.get("/events/config");
    Set<String> types = new TreeSet<>();
    for (JsonNode type : config.path("enabledEventTypes").values()) {
      if (EventTypes.isAboutUsers(type.asString(""))) {
        types.add(type.asString(""));
      }
    }
    long seconds = config.path("eventsExpiration").asLong(0);
    State state =
        new State(
            config.path("eventsEnabled").asBoolean(false),
            config.path("adminEventsEnabled").asBoolean(false),
            Set.copyOf(types),
            seconds > 0 ? Duration.ofSeconds(seconds) : null,
            clock.ours());
    known.set(state);
    return state;
  }
}

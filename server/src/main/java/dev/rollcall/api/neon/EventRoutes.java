package dev.rollcall.api.neon;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestRefusedException;
import dev.rollcall.inbox.EntryView;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/events`: what providers said, and what became of it.
final class EventRoutes {
  private final Operations operations;

  EventRoutes(Operations operations) {
    this.operations = operations;
  }

  JsonAnswer list(ServerRequest request) {
    int limit = Requests.limit(request);
    List<EntryView> entries =
        Requests.rooms(request, operations)
            .inbox()
            .list(
                Requests.queryOrNull(request, "outcome"),
                Requests.queryOrNull(request, "user_id"),
                Requests.number(request, "before").orElse(null),
                limit);
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("events", entries.stream().map(Views::event).toList());
    view.put("next", entries.size() < limit ? null : entries.getLast().number());
    return JsonAnswer.ok(view);
  }

  JsonAnswer show(ServerRequest request) {
    long number = Requests.pathNumber(request, "number");
    return Requests.rooms(request, operations)
        .inbox()
        .find(number)
        .map(entry -> JsonAnswer.ok(Map.of("event", Views.event(entry))))
        .orElseThrow(() -> unknown(request, number));
  }

  JsonAnswer replay(ServerRequest request) {
    long number = Requests.pathNumber(request, "number");
    ProjectRooms rooms = Requests.rooms(request, operations);
    if (!rooms.inbox().replay(number, Instant.EPOCH)) {
      throw rooms
          .inbox()
          .find(number)
          .map(_ ->
              Problem.refusal(
                  request,
                  ErrorCode.PAYLOAD_GONE,
                  "The payload of the event "
                      + number
                      + " is not kept any more, so it cannot be replayed."))
          .orElseGet(() -> unknown(request, number));
    }
    rooms.wake().run();
    return JsonAnswer.of(202, Map.of("replayed", 1));
  }

  JsonAnswer replayQuarantined(ServerRequest request) {
    ProjectRooms rooms = Requests.rooms(request, operations);
    int replayed = rooms.inbox().replayQuarantined(Instant.EPOCH);
    rooms.wake().run();
    return JsonAnswer.of(202, Map.of("replayed", replayed));
  }

  private static RequestRefusedException unknown(ServerRequest request, long number) {
    return Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no event " + number + ".");
  }
}

package dev.rollcall.api.neon;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/sync`: comparisons.
final class SyncRoutes {
  private static final int SHOWN_HELD_BACK = 100;

  private final Operations operations;

  SyncRoutes(Operations operations) {
    this.operations = operations;
  }

  record SyncBody(boolean dry_run, boolean release) {}

  JsonAnswer begin(ServerRequest request) {
    SyncBody body = RequestBody.json(request, Requests.MAX_BODY, SyncBody.class);
    ComparisonRequest wanted = new ComparisonRequest(body.dry_run(), body.release());
    ProjectRooms rooms = Requests.rooms(request, operations);
    Comparison comparison = operations.compare(rooms.project().id(), wanted);
    if (!comparison.request().equals(wanted)) {
      throw Problem.refusal(
          request,
          ErrorCode.COMPARISON_UNDER_WAY,
          "Comparison " + comparison.number() + " is under way. Ask again when it has ended.");
    }
    return JsonAnswer.of(202, Map.of("sync", Views.comparison(comparison)));
  }

  JsonAnswer newest(ServerRequest request) {
    ProjectRooms rooms = Requests.rooms(request, operations);
    Optional<Comparison> newest = rooms.reconciler().newest();
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("sync", newest.map(Views::comparison).orElse(null));
    view.put("held_back", rooms.reconciler().heldBack(SHOWN_HELD_BACK));
    return JsonAnswer.ok(view);
  }

  JsonAnswer show(ServerRequest request) {
    long number = Requests.pathNumber(request, "number");
    return Requests.rooms(request, operations)
        .reconciler()
        .state(number)
        .map(comparison -> JsonAnswer.ok(Map.of("sync", Views.comparison(comparison))))
        .orElseThrow(() ->
            Problem.refusal(
                request, ErrorCode.NOT_FOUND, "There is no comparison " + number + "."));
  }
}

package dev.rollcall.api.neon;

import dev.rollcall.feed.Change;
import dev.rollcall.feed.Cursor;
import dev.rollcall.feed.FeedView;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.http.RequestRefusedException;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/sync` and `.../changes`: comparisons, and the feed.
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

  JsonAnswer changes(ServerRequest request) {
    ProjectRooms rooms = Requests.rooms(request, operations);
    Optional<Cursor> cursor =
        Requests.query(request, "after").map(text -> cursor(request, rooms, text));
    FeedView.Page page =
        rooms
            .feed()
            .after(cursor, Requests.limit(request))
            .orElseThrow(() -> gone(request, rooms.feed()));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("changes", page.changes().stream().map(SyncRoutes::change).toList());
    view.put("next", page.next());
    return JsonAnswer.ok(view);
  }

  private static Cursor cursor(ServerRequest request, ProjectRooms rooms, String text) {
    if (text.equals("now")) {
      return rooms.feed().now();
    }
    return Cursor.parse(text)
        .orElseThrow(() ->
            Problem.refusal(
                request,
                ErrorCode.INVALID_VALUE,
                "'after' is '" + text + "', which is no cursor of this feed."));
  }

  private static RequestRefusedException gone(ServerRequest request, FeedView feed) {
    return Problem.refusal(
        request,
        ErrorCode.CURSOR_GONE,
        "The database was restored, or the changes after this cursor are no longer kept. Read the"
            + " whole table anew, then go on after '"
            + feed.now()
            + "'.");
  }

  private static Map<String, @Nullable Object> change(Change change) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("cursor", change.cursor());
    view.put("type", change.type());
    view.put("user_id", change.userId());
    view.put("at", change.at().toString());
    return view;
  }
}

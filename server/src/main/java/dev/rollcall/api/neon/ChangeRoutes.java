package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;
import static dev.rollcall.api.neon.ManagementDoor.answeringItself;

import dev.rollcall.feed.Cursor;
import dev.rollcall.feed.FeedView;
import dev.rollcall.feed.Followers;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestRefusedException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `/projects/{project}/changes`: the feed, page by page, and as a stream of events for pages that
/// change while they are looked at.
final class ChangeRoutes implements ManagementRoutes {
  private static final String CHANGES = "/projects/{project}/changes";
  private static final String LAST = "last-event-id";
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration SLOWEST_WRITE = Duration.ofSeconds(30);

  private final Operations operations;
  private final ChangeStream stream = new ChangeStream(HEARTBEAT, SLOWEST_WRITE);
  private final Handler page = answering(this::page);
  private final Handler follow = answeringItself(this::follow);

  ChangeRoutes(Operations operations) {
    this.operations = operations;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get(
        CHANGES,
        (request, response) -> (wantsEvents(request) ? follow : page).handle(request, response));
    rules.get(CHANGES + "/stream", follow);
  }

  private static boolean wantsEvents(ServerRequest request) {
    return request.headers().first(HeaderNames.ACCEPT).orElse("").contains("text/event-stream");
  }

  private JsonAnswer page(ServerRequest request) {
    FeedView feed = Requests.rooms(request, operations).feed();
    Optional<Cursor> cursor =
        Requests.query(request, "after").map(text -> cursor(request, feed, "after", text));
    FeedView.Page page =
        feed.after(cursor, Requests.limit(request)).orElseThrow(() -> gone(request, feed));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("changes", page.changes().stream().map(Views::change).toList());
    view.put("next", page.next());
    return JsonAnswer.ok(view);
  }

  private void follow(ServerRequest request, ServerResponse response) {
    ProjectRooms rooms = Requests.rooms(request, operations);
    FeedView feed = rooms.feed();
    // A client that comes again says where it was, and still has the address that it began with.
    Optional<String> last =
        request.headers().first(HeaderNames.create(LAST)).filter(text -> !text.isBlank());
    Cursor from =
        last.map(text -> cursor(request, feed, "Last-Event-ID", text))
            .or(() ->
                Requests.query(request, "after").map(text -> cursor(request, feed, "after", text)))
            .orElseGet(feed::now);
    if (feed.after(Optional.of(from), 1).isEmpty()) {
      throw gone(request, feed);
    }
    try (Followers.Seat seat = seat(request, rooms)) {
      stream.send(feed, seat, from, response);
    }
  }

  private static Followers.Seat seat(ServerRequest request, ProjectRooms rooms) {
    return rooms
        .followers()
        .join()
        .orElseThrow(() ->
            new RequestRefusedException(
                Problem.of(
                        request,
                        ErrorCode.TOO_MANY_REQUESTS,
                        "As many as may follow this project in one server do so already, or it is"
                            + " stopping. Have one of yours tell the others.")
                    .withHeader("retry-after", "10")));
  }

  private static Cursor cursor(ServerRequest request, FeedView feed, String name, String text) {
    if (text.equals("now")) {
      return feed.now();
    }
    return Cursor.parse(text)
        .orElseThrow(() ->
            Problem.refusal(
                request,
                ErrorCode.INVALID_VALUE,
                "'" + name + "' is '" + text + "', which is no cursor of this feed."));
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
}

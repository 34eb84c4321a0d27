package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.sync.Ensured;
import dev.rollcall.sync.TableAlteredException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/users/{user}/...`: what is done with one synced user.
public final class UserRoutes implements ManagementRoutes {
  // A provider's id may hold slashes, which the path has decoded.
  private static final String USER = "/projects/{project}/users/{+user}";
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(2);
  private static final Duration OPERATORS_PAUSE = Duration.ofSeconds(30);

  private final Operations operations;
  private final UserErasure erasure;

  public UserRoutes(Operations operations, UserErasure erasure) {
    this.operations = operations;
    this.erasure = erasure;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post(USER + "/ensure", answering(this::ensure));
    rules.post(USER + "/erase", answering(this::erase));
  }

  private JsonAnswer ensure(ServerRequest request) {
    ProjectRooms rooms = Requests.rooms(request, operations);
    if (rooms.project().connected().isEmpty()) {
      throw Problem.refusal(
          request,
          ErrorCode.NOT_CONNECTED,
          "The project '"
              + rooms.project().id()
              + "' is not connected to a provider yet: rollcall connect.");
    }
    String id = user(request);
    try {
      Ensured ensured = rooms.needed().ensure(id);
      rooms.wake().run();
      return answer(request, id, ensured);
    } catch (TableAlteredException altered) {
      return Problem.of(request, ErrorCode.DATABASE_AWAY, String.valueOf(altered.getMessage()))
          .withHeader("retry-after", String.valueOf(OPERATORS_PAUSE.toSeconds()));
    }
  }

  private static JsonAnswer answer(ServerRequest request, String id, Ensured ensured) {
    return switch (ensured) {
      case Ensured.Present(var user) -> JsonAnswer.ok(Map.of("user", Views.user(user)));
      case Ensured.Unknown() ->
          Problem.of(
              request, ErrorCode.USER_UNKNOWN, "The provider has no user '" + id + "' either.");
      case Ensured.Deleted(var at, var erased) when erased ->
          Problem.of(
              request,
              ErrorCode.USER_ERASED,
              "The data of the user '" + id + "' was erased" + since(at) + ".");
      case Ensured.Deleted(var at, _) ->
          Problem.of(
              request,
              ErrorCode.USER_DELETED,
              "The user '" + id + "' was deleted" + since(at) + ".");
      case Ensured.ProviderAway(var none) ->
          Problem.of(
                  request,
                  ErrorCode.PROVIDER_AWAY,
                  "The provider could not be asked for the user: " + none.reason())
              .withHeader("retry-after", String.valueOf(pause(none).toSeconds()));
      case Ensured.Refused(var reason) -> Problem.of(request, ErrorCode.USER_REFUSED, reason);
      case Ensured.Locked() ->
          Problem.of(
                  request,
                  ErrorCode.ROW_LOCKED,
                  "Another transaction holds the row of the user '" + id + "'. Ask again.")
              .withHeader("retry-after", "1");
    };
  }

  private JsonAnswer erase(ServerRequest request) {
    String id = user(request);
    UserErasure.Report report =
        erasure
            .erase(Requests.rooms(request, operations).project().id(), id)
            .orElseThrow(() ->
                Problem.refusal(
                    request,
                    ErrorCode.USER_UNKNOWN,
                    "There is nothing of a user '" + id + "' to erase."));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("user_id", id);
    view.put("account", report.account());
    view.put("events", report.events());
    view.put("webhook_messages", report.messages());
    return JsonAnswer.ok(Map.of("erased", view));
  }

  private static String since(@Nullable Instant at) {
    return at == null ? "" : " at " + at;
  }

  private static Duration pause(NoAnswer none) {
    Duration asked = none.retryAfter();
    if (asked != null) {
      return asked;
    }
    return none.credentialsRefused() ? OPERATORS_PAUSE : USUAL_PAUSE;
  }

  private static String user(ServerRequest request) {
    return request.path().pathParameters().get("user");
  }
}

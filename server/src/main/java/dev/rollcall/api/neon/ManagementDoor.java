package dev.rollcall.api.neon;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.ApiKeys;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/// The management API. Every request carries an API key as a bearer token.
public final class ManagementDoor implements HttpService {
  private static final String BEARER = "Bearer ";

  private final Operations operations;

  private final ApiKeys keys;
  private final ProjectRoutes projects;
  private final EventRoutes events;
  private final SyncRoutes sync;
  private final WebhookRoutes webhooks;
  private final KeyRoutes keyRoutes;
  private final AuthOperations auth;
  private final List<ManagementRoutes> more;

  /// @param auth what is done at the built-in provider of projects
  /// @param more groups of routes besides those for every project
  public ManagementDoor(
      Operations operations, ApiKeys keys, AuthOperations auth, List<ManagementRoutes> more) {
    this.more = List.copyOf(more);
    this.operations = operations;
    this.keys = keys;
    this.projects = new ProjectRoutes(operations);
    this.events = new EventRoutes(operations);
    this.sync = new SyncRoutes(operations);
    this.webhooks = new WebhookRoutes(operations);
    this.keyRoutes = new KeyRoutes(keys);
    this.auth = auth;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any(this::authenticate);
    rules.get("/status", answering(request -> Status.of(operations, auth)));
    rules.get("/providers", answering(projects::dialects));
    rules.get("/projects", answering(projects::list));
    rules.post("/projects", answering(projects::create));
    rules.get("/projects/{project}", answering(projects::show));
    rules.post("/projects/{project}/grants", answering(projects::grant));
    rules.put("/projects/{project}/provider", answering(projects::connect));
    rules.get("/projects/{project}/users", answering(projects::users));
    // A provider's id may hold slashes, which the path has decoded.
    rules.get("/projects/{project}/users/{+user}", answering(projects::user));
    rules.get("/projects/{project}/events", answering(events::list));
    rules.post("/projects/{project}/events/replay", answering(events::replayQuarantined));
    rules.get("/projects/{project}/events/{number}", answering(events::show));
    rules.post("/projects/{project}/events/{number}/replay", answering(events::replay));
    rules.post("/projects/{project}/sync", answering(sync::begin));
    rules.get("/projects/{project}/sync", answering(sync::newest));
    rules.get("/projects/{project}/sync/{number}", answering(sync::show));
    new ChangeRoutes(operations).routing(rules);
    new FieldRoutes(operations).routing(rules);
    webhooks.routing(rules);
    more.forEach(routes -> routes.routing(rules));
    AuthRequests builtIn = new AuthRequests(operations, auth);
    new AuthIntegrationRoutes(builtIn).routing(rules);
    new AuthSettingsRoutes(builtIn).routing(rules);
    new DomainRoutes(builtIn).routing(rules);
    new AuthKeyRoutes(builtIn).routing(rules);
    new SigningKeyRoutes(builtIn).routing(rules);
    rules.get("/api_keys", answering(keyRoutes::list));
    rules.post("/api_keys", answering(keyRoutes::create));
    rules.delete("/api_keys/{id}", answering(keyRoutes::revoke));
    rules.any(
        answering(request ->
            Problem.of(
                request,
                ErrorCode.NOT_FOUND,
                "There is no " + request.prologue().method() + " at this path.")));
  }

  /// Turns a request into an answer.
  @FunctionalInterface
  interface Route {
    JsonAnswer answer(ServerRequest request);
  }

  static Handler answering(Route route) {
    return (request, response) -> answer(route, request).send(response);
  }

  /// Answers a request as it likes. What it throws before it has begun becomes an answer.
  @FunctionalInterface
  interface LongRoute {
    void answer(ServerRequest request, ServerResponse response);
  }

  static Handler answeringItself(LongRoute route) {
    return (request, response) -> {
      try {
        route.answer(request, response);
      } catch (OperationRefusedException refused) {
        Problem.of(request, refused.code(), String.valueOf(refused.getMessage())).send(response);
      } catch (DatabaseException failure) {
        refusal(request, failure).send(response);
      }
    };
  }

  private static JsonAnswer answer(Route route, ServerRequest request) {
    try {
      return route.answer(request);
    } catch (OperationRefusedException refused) {
      return Problem.of(request, refused.code(), String.valueOf(refused.getMessage()));
    } catch (DatabaseException failure) {
      return refusal(request, failure);
    }
  }

  private static JsonAnswer refusal(ServerRequest request, DatabaseException failure) {
    return switch (failure.meaning()) {
      case UNAVAILABLE ->
          Problem.of(request, ErrorCode.DATABASE_AWAY, "The database is away: " + failure.reason())
              .withHeader("retry-after", "5");
      case SHAPE, LOCKED ->
          Problem.of(
                  request,
                  ErrorCode.DATABASE_AWAY,
                  "The database cannot be used just now: " + failure.reason())
              .withHeader("retry-after", "5");
      case DATA ->
          Problem.of(
              request,
              ErrorCode.INVALID_VALUE,
              "Postgres does not take a value of this request: " + failure.reason());
      case OTHER -> throw failure;
    };
  }

  private void authenticate(ServerRequest request, ServerResponse response) {
    try {
      if (hasKey(request)) {
        response.next();
        return;
      }
    } catch (DatabaseException failure) {
      refusal(request, failure).send(response);
      return;
    }
    Problem.of(
            request,
            ErrorCode.UNAUTHORIZED,
            "An API key is needed: Authorization: Bearer <key>. The file 'env' in the data folder"
                + " holds one.")
        .withHeader("www-authenticate", "Bearer")
        .send(response);
  }

  private boolean hasKey(ServerRequest request) {
    String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && keys.accepts(header.substring(BEARER.length()).strip());
  }
}

package dev.rollcall.api.stack;

import dev.rollcall.http.TrustedProxies;
import dev.rollcall.json.HostileJson;
import dev.rollcall.postgres.DatabaseException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything about the protocol that does not know what a user is: it finds the route, checks who
/// calls, and puts the answer on the wire.
public final class StackDoor implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(StackDoor.class);

  private static final HeaderName FORWARDED_FOR = HeaderNames.create("x-forwarded-for");

  /// Those of `/api/v1`, under which it stands.
  private static final int ROOT_SEGMENTS = 2;

  private final Authentication authentication;
  private final RandomGenerator random;
  private final TrustedProxies proxies;
  private final StackRoutes routes = new StackRoutes();

  public StackDoor(AuthProjects projects, RandomGenerator random, List<RouteGroup> groups) {
    this(projects, random, TrustedProxies.NONE, groups);
  }

  /// @param proxies whose word is taken for where requests come from
  public StackDoor(
      AuthProjects projects,
      RandomGenerator random,
      TrustedProxies proxies,
      List<RouteGroup> groups) {
    this.proxies = proxies;
    this.authentication = new Authentication(projects);
    this.random = random;
    groups.forEach(group -> group.addTo(routes));
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any(this::answer);
  }

  private void answer(ServerRequest request, ServerResponse response) {
    byte[] id = new byte[12];
    random.nextBytes(id);
    StackHeaders headers = new StackHeaders(request);
    Reply reply = new Reply(request, headers, response, HexFormat.of().formatHex(id));
    if (request.prologue().method().text().equals("OPTIONS")) {
      Cors.preflight(request, response);
      reply.send(new PlainText(200, ""));
      return;
    }
    reply.send(answer(request, headers, reply.id()));
  }

  private StackAnswer answer(ServerRequest request, StackHeaders headers, String id) {
    try {
      return route(request, headers);
    } catch (StackRefusedException refused) {
      return refused.answer();
    } catch (DatabaseException failure) {
      return refusal(failure, id);
    } catch (RuntimeException failure) {
      LOG.error("request={} failed", id, failure);
      return StackAnswer.plainError(500, "Something went wrong on our side.");
    }
  }

  private StackAnswer route(ServerRequest request, StackHeaders headers) {
    String method = request.prologue().method().text();
    List<String> path = path(request);
    Optional<StackRoutes.Found> found = routes.find(method, path);
    if (found.isEmpty()) {
      Set<String> others = routes.methodsAt(path);
      return others.isEmpty()
          ? StackAnswer.plainError(404, "There is no such endpoint.")
          : notAllowed(method, String.join(", ", others));
    }
    StackRoutes.Entry entry = found.get().entry();
    Caller caller = authentication.callerOf(headers, entry.least());
    return entry
        .route()
        .answer(
            new StackRequest(request, headers, caller, found.get().parameters(), client(request)));
  }

  private String client(ServerRequest request) {
    return proxies.client(
        request.remotePeer().host(),
        request.headers().contains(FORWARDED_FOR)
            ? request.headers().get(FORWARDED_FOR).allValues()
            : List.of());
  }

  private static StackAnswer notAllowed(String method, String others) {
    return StackAnswer.plainError(405, "This endpoint has no " + method + ", only " + others + ".")
        .withHeader("allow", others);
  }

  /// Segments are told apart before they are decoded, so an encoded slash stays inside its segment.
  private static List<String> path(ServerRequest request) {
    return StackRoutes.segments(request.prologue().uriPath().rawPath()).stream()
        .skip(ROOT_SEGMENTS)
        .map(StackDoor::decoded)
        .toList();
  }

  private static String decoded(String segment) {
    try {
      return HostileJson.sanitize(
          URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notPercentEncoded) {
      return segment;
    }
  }

  private static StackAnswer refusal(DatabaseException failure, String id) {
    return switch (failure.meaning()) {
      case UNAVAILABLE, SHAPE, LOCKED -> {
        LOG.warn("request={} found the database away: {}", id, failure.reason());
        yield StackAnswer.plainError(503, "The database cannot be used just now.")
            .withHeader("retry-after", "5");
      }
      case DATA -> StackAnswer.plainError(400, "Postgres does not take a value of this request.");
      case OTHER -> {
        LOG.error("request={} failed", id, failure);
        yield StackAnswer.plainError(500, "Something went wrong on our side.");
      }
    };
  }
}

package dev.rollcall.testing;

import dev.rollcall.json.Json;
import dev.rollcall.testing.FakeClerkWebhooks.Delivery;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Clerk's Backend API on loopback, as its published description says it, with its own errors and,
/// on demand, those of the way there. Clerk's own client accepts it. Its clock also writes the
/// `Date` header, which is why this is no `com.sun.net.httpserver`.
public final class FakeClerk implements AutoCloseable {
  public static final String SECRET_KEY = "sk_test_rollcallFakeClerk";

  /// What a request meets instead of its answer.
  public enum Fault {
    RATE_LIMITED,
    HTML,
    CUT_SHORT,
    GONE_WITHOUT_BODY,
    OTHER_NOT_FOUND,
    ANOTHER_USER,
    FIRST_PAGE_AGAIN,
    BAD_GATEWAY
  }

  private final InstantSource clock;
  private final FakeClerkUsers users;
  private final FakeClerkWebhooks webhooks;
  private final WebServer server;
  private final URI url;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable URI> endpoint = new AtomicReference<>();
  private final AtomicReference<String> key = new AtomicReference<>(SECRET_KEY);
  private final AtomicReference<FakeClerkPaging.LostUser> lost =
      new AtomicReference<>(FakeClerkPaging.LostUser.NOT_FOUND);

  public FakeClerk(InstantSource clock) {
    this.clock = clock;
    this.users = new FakeClerkUsers(clock);
    this.webhooks = new FakeClerkWebhooks(clock);
    this.server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .port(0)
            .routing(routing -> routing.any(this::answer))
            .build()
            .start();
    this.url = URI.create("http://127.0.0.1:" + server.port());
  }

  /// The address without `/v1`.
  public URI url() {
    return url;
  }

  public FakeClerkWebhooks webhooks() {
    return webhooks;
  }

  /// From now on every change is also sent there, before the request that made it is answered.
  public void sendWebhooksTo(URI url) {
    endpoint.set(url);
  }

  public ObjectNode create(String firstName, String lastName, String... emails) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("first_name", firstName).put("last_name", lastName);
    Arrays.stream(emails).forEach(request.withArray("email_address")::add);
    return created(request);
  }

  /// Changes the user object in any way, with a new `updated_at` that the change may overwrite.
  public ObjectNode update(String id, Consumer<ObjectNode> change) {
    ObjectNode user = users.update(id, change).orElseThrow();
    report("user.updated", user);
    return user;
  }

  public void delete(String id) {
    if (users.delete(id)) {
      report("user.deleted", FakeClerkWebhooks.deleted(id));
    }
  }

  /// The next requests meet these, one each.
  public void meet(Fault... next) {
    faults.addAll(List.of(next));
  }

  /// The secret key that is good from now on.
  public void changeKey(String secretKey) {
    key.set(secretKey);
  }

  /// What `starting_after` a deleted user brings; the description does not say.
  public void answerLostCursorsWith(FakeClerkPaging.LostUser answer) {
    lost.set(answer);
  }

  /// Path and query of all requests so far.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop();
  }

  private ObjectNode created(JsonNode request) {
    ObjectNode user = users.create(request);
    report("user.created", user);
    return user;
  }

  private void report(String type, JsonNode data) {
    URI to = endpoint.get();
    if (to != null) {
      Delivery delivery = webhooks.event(type, data);
      webhooks.send(to, delivery);
    }
  }

  private void answer(ServerRequest request, ServerResponse response) {
    requests.add(request.prologue().uriPath().rawPath() + query(request));
    response.header(
        HeaderNames.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    Fault fault = faults.poll();
    if (fault == null) {
      send(response, reply(request));
    } else {
      fail(fault, request, response);
    }
  }

  private static String query(ServerRequest request) {
    String query = request.query().rawValue();
    return query.isEmpty() ? "" : "?" + query;
  }

  private FakeClerkReply reply(ServerRequest request) {
    String given = request.headers().value(HeaderNames.AUTHORIZATION).orElse("");
    if (given.isEmpty()) {
      return FakeClerkReply.error(401, "authentication_invalid", "Invalid authentication");
    }
    if (!given.equals("Bearer " + key.get())) {
      return FakeClerkReply.error(
          401, "clerk_key_invalid", "The provided Clerk Secret Key is invalid");
    }
    String path = request.path().path();
    if (path.equals("/v1/users")) {
      return request.prologue().method().equals(Method.POST)
          ? post(body(request))
          : FakeClerkPaging.list(users, request.query(), lost.get());
    }
    if (path.equals("/v1/users/count")) {
      return FakeClerkReply.of(
          Json.MAPPER
              .createObjectNode()
              .put("object", "total_count")
              .put("total_count", users.count()));
    }
    if (path.startsWith("/v1/users/")) {
      return one(path.substring("/v1/users/".length()), request);
    }
    return FakeClerkReply.notFound();
  }

  private FakeClerkReply post(JsonNode request) {
    for (JsonNode address : request.path("email_address")) {
      if (users.isTaken(address.stringValue())) {
        return FakeClerkReply.error(
            422, "form_identifier_exists", "That email address is taken. Please try another.");
      }
    }
    return FakeClerkReply.of(created(request));
  }

  private FakeClerkReply one(String id, ServerRequest request) {
    Method method = request.prologue().method();
    if (method.equals(Method.DELETE)) {
      if (users.find(id).isEmpty()) {
        return FakeClerkReply.notFound();
      }
      delete(id);
      return FakeClerkReply.of(FakeClerkWebhooks.deleted(id));
    }
    if (method.equals(Method.PATCH)) {
      JsonNode change = body(request);
      users.update(id, change).ifPresent(user -> report("user.updated", user));
    }
    return users.find(id).map(FakeClerkReply::of).orElseGet(FakeClerkReply::notFound);
  }

  private static JsonNode body(ServerRequest request) {
    return Json.MAPPER.readTree(request.content().as(byte[].class));
  }

  private static void send(ServerResponse response, FakeClerkReply reply) {
    response.status(Status.create(reply.status()));
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(Json.MAPPER.writeValueAsBytes(reply.body()));
  }

  private void fail(Fault fault, ServerRequest request, ServerResponse response) {
    switch (fault) {
      case RATE_LIMITED -> {
        response.header(HeaderNames.RETRY_AFTER, "7");
        send(response, FakeClerkReply.error(429, "too_many_requests", "Too many requests"));
      }
      case HTML -> html(response, 200, "<html><body>Sign in to the Wi-Fi</body></html>");
      case CUT_SHORT -> {
        byte[] whole = Json.MAPPER.writeValueAsBytes(reply(request).body());
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(Arrays.copyOf(whole, whole.length * 2 / 3));
      }
      case GONE_WITHOUT_BODY -> html(response, 404, "<html><body>404 page not found</body></html>");
      case OTHER_NOT_FOUND ->
          send(response, FakeClerkReply.error(404, "instance_not_found", "not found"));
      case ANOTHER_USER ->
          send(response, FakeClerkReply.of(users.create(Json.MAPPER.createObjectNode())));
      case FIRST_PAGE_AGAIN ->
          send(
              response,
              FakeClerkPaging.list(
                  users, UriQuery.create("limit=500&order_by=created_at"), lost.get()));
      case BAD_GATEWAY -> html(response, 502, "<html><body>Bad gateway</body></html>");
    }
  }

  private static void html(ServerResponse response, int status, String page) {
    response.status(Status.create(status));
    response.header(HeaderNames.CONTENT_TYPE, "text/html");
    response.send(page);
  }
}

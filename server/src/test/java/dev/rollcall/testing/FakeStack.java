package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Stack Auth's users endpoints over HTTP, with its own errors. Users are listed in the order in
/// which they were added.
public final class FakeStack implements AutoCloseable {
  public static final String PROJECT = "8f2c5a10-4c1f-4d6b-9a51-3d0d3a7c1b22";
  public static final String KEY = "ssk_0123456789abcdefghjkmnpqrstvwxyz0123456789abc";

  /// What the next request is answered with, whatever it asks for.
  private record Canned(int status, Map<String, String> headers, String body) {}

  /// @param json the server user
  private record User(String id, String json, boolean anonymous) {}

  private final List<User> users = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Canned> canned = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile boolean knowsAnonymous = true;
  private volatile int largestPage = Integer.MAX_VALUE;

  public FakeStack() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void put(String id, String json) {
    users.removeIf(user -> user.id().equals(id));
    users.add(new User(id, json, json.contains("\"is_anonymous\":true")));
  }

  public void remove(String id) {
    users.removeIf(user -> user.id().equals(id));
  }

  /// As servers before August 2025: a parameter of theirs less, and nobody hidden.
  public void beOld() {
    knowsAnonymous = false;
  }

  /// Pages of at most so many users, whatever the limit asked for.
  public void pageBy(int size) {
    largestPage = size;
  }

  public void answerNextWith(int status, Map<String, String> headers, String body) {
    canned.add(new Canned(status, headers, body));
  }

  /// The requests so far, as `GET /api/v1/users?limit=1`.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      Canned next = canned.poll();
      send(exchange, next != null ? next : understood(exchange));
    }
  }

  private Canned understood(HttpExchange exchange) {
    Optional<Canned> refused = refused(exchange);
    if (refused.isPresent()) {
      return refused.get();
    }
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/api/v1/users")) {
      return list(query(exchange));
    }
    String id = path.replace("/api/v1/users/", "");
    return users.stream()
        .filter(user -> user.id().equals(id))
        .findFirst()
        .map(user -> new Canned(200, Map.of(), user.json()))
        .orElseGet(() -> known(404, "USER_NOT_FOUND", "User not found."));
  }

  private static Optional<Canned> refused(HttpExchange exchange) {
    String key = exchange.getRequestHeaders().getFirst("x-stack-secret-server-key");
    if (!"server".equals(exchange.getRequestHeaders().getFirst("x-stack-access-type"))) {
      return Optional.of(known(400, "ACCESS_TYPE_REQUIRED", "You must specify an access level."));
    }
    if (key == null) {
      return Optional.of(
          known(401, "SERVER_AUTHENTICATION_REQUIRED", "The secret server key must be provided."));
    }
    String project = exchange.getRequestHeaders().getFirst("x-stack-project-id");
    return key.equals(KEY) && PROJECT.equals(project)
        ? Optional.empty()
        : Optional.of(
            known(
                401,
                "INVALID_SECRET_SERVER_KEY",
                "The secret server key is not valid for the project. Does it exist?"));
  }

  private Canned list(Map<String, String> query) {
    boolean everybody = !knowsAnonymous || "true".equals(query.get("include_anonymous"));
    if (!knowsAnonymous && query.containsKey("include_anonymous")) {
      return known(
          400,
          "SCHEMA_ERROR",
          "Request validation failed on GET /api/v1/users:\\n  - query contains unknown"
              + " properties: include_anonymous");
    }
    List<User> shown = users.stream().filter(user -> everybody || !user.anonymous()).toList();
    List<User> rest = new ArrayList<>(shown);
    String cursor = query.get("cursor");
    if (cursor != null) {
      rest = new ArrayList<>(shown.stream().dropWhile(u -> !u.id().equals(cursor)).toList());
    }
    int size = Math.min(Math.min(Integer.parseInt(query.get("limit")), largestPage), rest.size());
    String next = size < rest.size() ? "\"" + rest.get(size).id() + "\"" : "null";
    return new Canned(
        200,
        Map.of(),
        rest.subList(0, size).stream()
            .map(User::json)
            .collect(
                Collectors.joining(
                    ",",
                    "{\"items\":[",
                    "],\"is_paginated\":true,\"pagination\":{\"next_cursor\":" + next + "}}")));
  }

  /// One of Stack's known errors: the code in a header and in the body.
  private static Canned known(int status, String code, String message) {
    return new Canned(
        status,
        Map.of("x-stack-known-error", code),
        "{\"code\":\"" + code + "\",\"error\":\"" + message + "\"}");
  }

  private static Map<String, String> query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    return Stream.of(query == null ? new String[0] : query.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static void send(HttpExchange exchange, Canned answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json; charset=utf-8");
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}

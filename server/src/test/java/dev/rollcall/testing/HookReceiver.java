package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// An application that receives webhooks over real HTTP; each path is an endpoint.
public final class HookReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final CountDownLatch released = new CountDownLatch(1);

  public HookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// What arrived at a path.
  public record Received(String path, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    public JsonNode json() {
      return Json.MAPPER.readTree(body);
    }

    /// `type user`.
    @Override
    public String toString() {
      return json().path("type").stringValue() + " " + json().path("data").path("id").stringValue();
    }
  }

  private record Reply(int status, Map<String, String> headers, String body, boolean held) {}

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  public void answers(String path, int status) {
    answers(path, status, Map.of(), "");
  }

  public void answers(String path, int status, Map<String, String> headers, String body) {
    replies.put(path, new Reply(status, headers, body, false));
  }

  /// Has a path answer nothing before [#release].
  public void holds(String path) {
    replies.put(path, new Reply(204, Map.of(), "", true));
  }

  public void release() {
    released.countDown();
  }

  public List<Received> at(String path) {
    return received.stream().filter(one -> one.path().equals(path)).toList();
  }

  /// `type user` for each that arrived, sorted.
  public List<String> told(String path) {
    return at(path).stream().map(Received::toString).sorted().toList();
  }

  @Override
  public void close() {
    release();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      received.add(new Received(path, Map.copyOf(exchange.getRequestHeaders()), body));
      Reply reply = replies.getOrDefault(path, new Reply(204, Map.of(), "", false));
      if (reply.held()) {
        released.await();
      }
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] text = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), text.length == 0 ? -1 : text.length);
      exchange.getResponseBody().write(text);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.rollcall.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// A provider that knows the truth about its users, and answers as it is told to. It speaks as the
/// mock provider does, but its list of events is empty: what is lost of the webhooks stays lost
/// until somebody compares.
final class TrueProvider implements AutoCloseable {
  static final String KEY = "true_secret_key";

  private final Map<String, TrueUser> users = new ConcurrentSkipListMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong asked = new AtomicLong();
  private final HttpServer server;
  private volatile Mood mood = Mood.WELL;

  /// How it answers.
  enum Mood {
    WELL,
    TOO_MANY_REQUESTS,
    FAILING,
    HANGING,
    /// The first half of its users, as if there were no more.
    HALF_THE_USERS,
    /// The first half of the text.
    HALF_THE_ANSWER
  }

  TrueProvider(int count) {
    long now = System.currentTimeMillis();
    for (int i = 0; i < count; i++) {
      String id = "u%05d".formatted(i);
      users.put(id, TrueUser.born(id, now));
    }
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void is(Mood next) {
    mood = next;
  }

  /// How many requests there were.
  long asked() {
    return asked.get();
  }

  Map<String, TrueUser> users() {
    return new TreeMap<>(users);
  }

  void knows(TrueUser user) {
    users.put(user.id(), user);
  }

  TrueUser user(String id) {
    return Objects.requireNonNull(users.get(id));
  }

  /// Changes a user in one of the ways in which users change, and answers its new state.
  TrueUser change(String id, Random chance) {
    int roll = chance.nextInt(100);
    return users.compute(
        id,
        (_, user) -> {
          long now = System.currentTimeMillis();
          if (user == null) {
            return TrueUser.born(id, now);
          }
          if (!user.alive()) {
            return user.reborn(now);
          }
          return roll < 10 ? user.deleted(now) : user.renamed(now);
        });
  }

  /// Changes a user and never tells.
  void changeInSilence(String id) {
    users.computeIfPresent(id, (_, user) -> user.renamed(System.currentTimeMillis()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      switch (mood) {
        case WELL -> send(exchange, 200, body(exchange, 1.0));
        case HALF_THE_USERS -> send(exchange, 200, body(exchange, 0.5));
        case HALF_THE_ANSWER -> {
          String whole = body(exchange, 1.0);
          send(exchange, 200, whole.substring(0, whole.length() / 2));
        }
        case TOO_MANY_REQUESTS -> {
          exchange.getResponseHeaders().add("retry-after", "1");
          send(exchange, 429, "{}");
        }
        case FAILING -> send(exchange, 503, "<html>");
        case HANGING -> closing.await();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String body(HttpExchange exchange, double share) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/events")) {
      return "{\"events\":[],\"next\":\"0\",\"more\":false}";
    }
    if (path.equals("/users/count")) {
      return "{\"count\":" + users.values().stream().filter(TrueUser::alive).count() + "}";
    }
    if (path.startsWith("/users/")) {
      TrueUser user = users.get(path.substring("/users/".length()));
      return user != null && user.alive() ? user.json() : "";
    }
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    String after = query.contains("after=") ? query.replaceFirst(".*after=", "") : "";
    return page(after, share);
  }

  private String page(String after, double share) {
    int most = (int) (users.size() * share);
    var left =
        users.values().stream()
            .limit(most)
            .filter(user -> user.alive() && user.id().compareTo(after) > 0)
            .toList();
    var page = left.subList(0, Math.min(500, left.size()));
    String next = page.size() < left.size() ? "\"" + page.getLast().id() + "\"" : "null";
    return page.stream()
        .map(TrueUser::json)
        .collect(Collectors.joining(",", "{\"users\":[", "],\"next\":" + next + "}"));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    boolean missing = status == 200 && body.isEmpty();
    byte[] bytes = (missing ? "{\"code\":\"user_not_found\"}" : body).getBytes(UTF_8);
    exchange.getResponseHeaders().add("content-type", "application/json");
    exchange.sendResponseHeaders(missing ? 404 : status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

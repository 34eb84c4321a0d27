package dev.rollcall.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.testing.MovableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests to others: bounded, and never to where the guard forbids.
@Timeout(30)
class HttpCallerTest {
  private static final String QUERY = "/slow?key=canary";

  private final MovableClock clock = new MovableClock();
  private final HttpCaller caller = caller(Duration.ofSeconds(20));
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  @Test
  void an_answer_is_taken_whole() throws Exception {
    HttpAnswer answer = caller.get(url("/users?limit=1"), Map.of("authorization", "Bearer k"));

    assertThat(answer.status()).isEqualTo(418);
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("GET /users?limit=1 Bearer k ");
    assertThat(answer.header("X-Kind")).contains("teapot");
    assertThat(answer.date()).isPresent();
    assertThat(answer.sentAt()).isEqualTo(clock.instant());
  }

  @Test
  void a_body_is_sent_with_its_type() throws Exception {
    HttpAnswer answer =
        caller.send("POST", url("/token"), Map.of(), "text/plain", "grant".getBytes(UTF_8));

    assertThat(new String(answer.body(), UTF_8)).isEqualTo("POST /token null grant");
  }

  @Test
  void a_redirect_is_an_answer_and_not_followed() throws Exception {
    HttpAnswer answer = caller.get(url("/redirect"), Map.of("authorization", "Bearer canary"));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(asked).containsExactly("/redirect");
  }

  @Test
  void a_forbidden_address_is_not_asked() {
    HttpCaller anyones = new HttpCaller(new EgressGuard(false), clock);

    assertThatThrownBy(() -> anyones.get(url("/users"), Map.of())).isInstanceOf(HttpFailure.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void an_answer_that_is_too_large_is_refused() {
    assertThatThrownBy(() -> caller.get(url("/endless?key=canary"), Map.of()))
        .isInstanceOf(HttpFailure.class)
        .hasMessage(root() + ": body exceeds capacity: 67108864");
  }

  @Test
  void a_provider_that_does_not_answer_is_waited_for_no_longer_than_the_limit() {
    assertThatThrownBy(() -> caller(Duration.ofMillis(200)).get(url(QUERY), Map.of()))
        .isInstanceOf(HttpFailure.class)
        .hasMessage(root() + ": no whole answer came within PT0.2S");
  }

  @Test
  void a_provider_that_stops_in_the_middle_of_its_answer_is_not_waited_for_either() {
    assertThatThrownBy(
            () -> caller(Duration.ofMillis(200)).get(url("/stalled?key=canary"), Map.of()))
        .isInstanceOf(HttpFailure.class)
        .hasMessage(root() + ": no whole answer came within PT0.2S");
  }

  @Test
  void an_answer_that_is_cut_short_is_a_failure() {
    assertThatThrownBy(() -> caller.get(url("/cut?key=canary"), Map.of()))
        .isInstanceOf(HttpFailure.class)
        .hasMessageStartingWith(root() + ": ")
        .message()
        .doesNotContain("canary");
  }

  @Test
  void a_port_where_nobody_listens_is_a_failure_that_names_the_host_and_not_the_query()
      throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(
            () -> caller.get(URI.create("http://127.0.0.1:" + port + "/?key=canary"), Map.of()))
        .isInstanceOf(HttpFailure.class)
        .hasMessage("http://127.0.0.1:" + port + ": Connect");
  }

  @Test
  void a_header_that_cannot_be_sent_is_a_failure_that_does_not_quote_it() {
    assertThatThrownBy(() -> caller.get(url("/"), Map.of("authorization", "Bearer canary\nx: y")))
        .isInstanceOf(HttpFailure.class)
        .hasMessage(root() + ": the header 'authorization' holds characters that none may hold")
        .hasNoCause();
    assertThat(asked).isEmpty();
  }

  @Test
  void a_caller_that_is_interrupted_stops_waiting() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> caller.get(url(QUERY), Map.of()))
        .hasMessage(root() + ": the request was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private HttpCaller caller(Duration whole) {
    return new HttpCaller(new EgressGuard(true), clock, whole);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().getPath());
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/redirect" -> {
          exchange.getResponseHeaders().add("location", "/users");
          exchange.sendResponseHeaders(302, -1);
        }
        case "/endless" -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] chunk = new byte[1 << 20];
          OutputStream body = exchange.getResponseBody();
          for (int i = 0; i <= 64; i++) {
            body.write(chunk);
          }
        }
        case "/slow" -> awaitEnd();
        case "/stalled" -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("half".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          awaitEnd();
        }
        case "/cut" -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("half".getBytes(UTF_8));
        }
        default -> {
          String text =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          exchange.getResponseHeaders().add("x-kind", "teapot");
          exchange.sendResponseHeaders(418, text.getBytes(UTF_8).length);
          exchange.getResponseBody().write(text.getBytes(UTF_8));
        }
      }
    }
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String root() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private URI url(String path) {
    return URI.create(root() + path);
  }
}

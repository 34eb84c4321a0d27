package dev.rollcall.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.testing.MovableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests to URLs that others set. No name is looked up outside of the test.
@Timeout(30)
class PinnedCallerTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress PUBLIC = InetAddress.ofLiteral("8.8.8.8");

  private final MovableClock clock = new MovableClock();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
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
  void the_connection_goes_to_the_address_that_was_checked_under_the_name_of_the_host()
      throws Exception {
    AtomicInteger lookUps = new AtomicInteger();
    try (PinnedCaller caller =
        caller(
            true,
            _ -> {
              lookUps.incrementAndGet();
              return new InetAddress[] {HERE};
            })) {
      HttpAnswer answer =
          caller.post(
              url("receiver.test", "/in?x=1"), Map.of("svix-id", "m"), "{}".getBytes(UTF_8));

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.header("X-Kind")).contains("teapot");
      assertThat(answer.sentAt()).isEqualTo(clock.instant());
    }
    assertThat(lookUps).hasValue(1);
    assertThat(asked)
        .containsExactly("POST /in?x=1 receiver.test:" + port() + " application/json m {}");
  }

  @Test
  void a_name_that_means_another_address_after_it_was_checked_is_not_called_there()
      throws Exception {
    Queue<InetAddress> answers = new ArrayDeque<>(List.of(PUBLIC, HERE));
    PinnedCaller.Names names = _ -> new InetAddress[] {answers.remove()};
    new EgressGuard(false).check(names.addresses("rebind.test"));

    try (PinnedCaller caller = caller(false, names)) {
      assertThatThrownBy(() -> caller.post(https("rebind.test"), Map.of(), new byte[0]))
          .hasMessage(
              "https://rebind.test:"
                  + port()
                  + ": private addresses are only called where the operator set the URL");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void one_forbidden_address_among_several_is_enough_to_refuse() {
    try (PinnedCaller caller = caller(false, _ -> new InetAddress[] {PUBLIC, HERE})) {
      assertThatThrownBy(() -> caller.post(https("both.test"), Map.of(), new byte[0]))
          .hasMessageEndingWith("private addresses are only called where the operator set the URL");
    }
  }

  @Test
  void literal_addresses_are_checked_like_names() {
    try (PinnedCaller caller = new PinnedCaller(new EgressGuard(false), clock)) {
      for (String host : List.of("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433")) {
        assertThatThrownBy(() -> caller.post(https(host), Map.of(), new byte[0]))
            .as(host)
            .hasMessageEndingWith(
                ": private addresses are only called where the operator set the URL");
      }
      assertThatThrownBy(() -> caller.post(url("127.0.0.1", "/"), Map.of(), new byte[0]))
          .hasMessageEndingWith(": only https is allowed");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void a_name_that_is_nowhere_is_a_failure() {
    try (PinnedCaller caller =
        caller(
            true,
            host -> {
              throw new UnknownHostException(host);
            })) {
      assertThatThrownBy(
              () -> caller.post(url("nowhere.test", "/?k=canary"), Map.of(), new byte[0]))
          .hasMessage("http://nowhere.test:" + port() + ": the host's name could not be resolved");
    }
  }

  @Test
  void a_redirect_is_an_answer_and_not_followed() throws Exception {
    try (PinnedCaller caller = here()) {
      assertThat(caller.post(url("a.test", "/redirect"), Map.of(), new byte[0]).status())
          .isEqualTo(307);
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void of_an_endless_answer_only_the_beginning_is_read() throws Exception {
    try (PinnedCaller caller = here()) {
      HttpAnswer answer = caller.post(url("a.test", "/endless"), Map.of(), new byte[0]);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).hasSize(PinnedCaller.EXCERPT);
    }
  }

  @Test
  void what_is_fetched_comes_whole_or_not_at_all() throws Exception {
    try (PinnedCaller caller = here()) {
      HttpAnswer answer = caller.get(url("a.test", "/keys"), Map.of("svix-id", "m"), 12);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).asString().isEqualTo("twelve bytes");
      assertThatThrownBy(() -> caller.get(url("a.test", "/keys"), Map.of(), 11))
          .hasMessage("http://a.test:" + port() + ": the answer is larger than 11 bytes");
      assertThatThrownBy(() -> caller.get(url("a.test", "/endless"), Map.of(), 65_536))
          .hasMessage("http://a.test:" + port() + ": the answer is larger than 65536 bytes");
    }
    assertThat(asked.getFirst()).isEqualTo("GET /keys a.test:" + port() + " null m ");
    try (PinnedCaller caller = caller(false, _ -> new InetAddress[] {HERE})) {
      assertThatThrownBy(() -> caller.get(https("inside.test"), Map.of(), 1))
          .hasMessageContaining("private addresses are only called");
    }
  }

  @Test
  void an_answer_that_drips_is_waited_for_no_longer_than_the_limit() {
    try (PinnedCaller caller =
        caller(true, _ -> new InetAddress[] {HERE}, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> caller.post(url("a.test", "/drip"), Map.of(), new byte[0]))
          .hasMessage("http://a.test:" + port() + ": no answer came within PT0.3S");
    }
  }

  private PinnedCaller here() {
    return caller(true, _ -> new InetAddress[] {HERE});
  }

  private PinnedCaller caller(boolean privateAllowed, PinnedCaller.Names names) {
    return caller(privateAllowed, names, Duration.ofSeconds(20));
  }

  private PinnedCaller caller(boolean privateAllowed, PinnedCaller.Names names, Duration whole) {
    return new PinnedCaller(new EgressGuard(privateAllowed), clock, names, whole);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(
          String.join(
              " ",
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("host"),
              exchange.getRequestHeaders().getFirst("content-type"),
              exchange.getRequestHeaders().getFirst("svix-id"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      switch (exchange.getRequestURI().getPath()) {
        case "/redirect" -> {
          exchange.getResponseHeaders().add("location", "/in");
          exchange.sendResponseHeaders(307, -1);
        }
        case "/keys" -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("twelve bytes".getBytes(UTF_8));
        }
        case "/endless" -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(new byte[8_192]);
          }
        }
        case "/drip" -> {
          exchange.sendResponseHeaders(200, 0);
          while (!end.await(20, TimeUnit.MILLISECONDS)) {
            exchange.getResponseBody().write('.');
            exchange.getResponseBody().flush();
          }
        }
        default -> {
          exchange.getResponseHeaders().add("x-kind", "teapot");
          exchange.sendResponseHeaders(202, -1);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private URI url(String host, String path) {
    return URI.create("http://" + host + ":" + port() + path);
  }

  private URI https(String host) {
    return URI.create("https://" + host + ":" + port() + "/");
  }
}

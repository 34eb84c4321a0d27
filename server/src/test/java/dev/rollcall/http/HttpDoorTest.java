package dev.rollcall.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests as no decent client sends them, over bare sockets.
class HttpDoorTest {
  private static final int LIMIT = 1_000;

  private final HttpDoor door =
      new HttpDoor(
          "127.0.0.1",
          0,
          routes ->
              routes
                  .post(
                      "/size",
                      (request, response) ->
                          JsonAnswer.ok(RequestBody.bytes(request, LIMIT).length).send(response))
                  .post(
                      "/json",
                      (request, response) ->
                          JsonAnswer.ok(RequestBody.json(request, LIMIT, Wish.class))
                              .send(response))
                  .get(
                      "/fail",
                      (_, _) -> {
                        throw new IllegalStateException("the secret reason");
                      }));

  record Wish(int count, Map<String, String> texts) {}

  @BeforeEach
  void start() {
    door.start();
  }

  @AfterEach
  void stop() {
    door.stop();
  }

  @Test
  void says_nothing_of_the_server_that_it_is() throws Exception {
    String answer = exchange(post("/size", "Content-Length: 5", "12345"));

    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("5");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .contains("x-content-type-options: nosniff", "cache-control: no-store")
        .doesNotContain("\r\nserver:", "helidon");
  }

  @Test
  void a_failure_of_ours_tells_the_caller_its_number_only() throws Exception {
    String answer = exchange("GET /fail HTTP/1.1\r\nHost: x\r\nX-Request-ID: r1\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 500");
    assertThat(answer)
        .endsWith(
            "{\"code\":\"internal_error\",\"message\":\"Something went wrong on our side.\","
                + "\"request_id\":\"r1\"}");
  }

  @Test
  void nothing_is_at_a_path_that_nobody_knows() throws Exception {
    String answer = exchange("GET /favicon.ico HTTP/1.1\r\nHost: x\r\nX-Request-ID: r1\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 404");
    assertThat(answer)
        .endsWith(
            "{\"code\":\"not_found\",\"message\":\"There is no GET at this path.\","
                + "\"request_id\":\"r1\"}");
  }

  @Test
  void large_headers_are_refused() throws Exception {
    String one = "X-Large: " + "x".repeat(40_000);
    String many = "X-Many: x\r\n".repeat(10_000).strip();

    assertThat(status(exchange(post("/size", one, "")))).isIn(400, 431);
    assertThat(status(exchange(post("/size", many, "")))).isIn(400, 431);
    assertThat(status(exchange(post("/" + "x".repeat(10_000), "X: x", "")))).isIn(400, 414);
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET /size HTTP/9.9\r\n\r\n",
        "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        "POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /size HTTP/1.1\r\nno colon\r\n\r\n"
      })
  void what_is_no_request_is_not_taken_for_one(String request) throws Exception {
    String answer = exchange(request);

    // Closed without a word, or told so.
    if (!answer.isEmpty()) {
      assertThat(status(answer)).isBetween(400, 505);
    }
    assertServes();
  }

  @Test
  void a_body_beyond_the_limit_is_refused_however_it_is_sent() throws Exception {
    String large = "x".repeat(LIMIT + 1);
    String chunked = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";

    assertThat(exchange(post("/size", "Content-Length: 1001", large)))
        .startsWith("HTTP/1.1 413")
        .contains("The body is larger than 1000 bytes, which is the limit here.");
    assertThat(exchange(post("/size", "Transfer-Encoding: chunked", chunked)))
        .startsWith("HTTP/1.1 413");
    assertThat(exchange(post("/size", "Content-Length: 99999999999999", "x")))
        .startsWith("HTTP/1.1 413");
    assertServes();
  }

  @Test
  void clients_that_begin_and_fall_silent_hold_up_nobody() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket socket = connect();
        socket.getOutputStream().write(post("/size", "Content-Length: 10", "x").getBytes(UTF_8));
        silent.add(socket);
      }

      assertServes();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"text\"",
        "{\"count\":\"x\"}",
        "{\"count\":1e99}",
        "{\"texts\":{\"a\":{}}}",
        "{} {}",
        "\u0000"
      })
  void json_that_is_not_as_expected_is_refused(String body) throws Exception {
    String answer = exchange(post("/json", "Content-Length: " + body.length(), body));

    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("invalid_body", "The body is not the JSON that is expected here: ");
  }

  @Test
  void json_that_is_nested_too_deeply_is_refused() throws Exception {
    String deep = "{\"texts\":" + "[".repeat(400) + "]".repeat(400) + "}";

    assertThat(exchange(post("/json", "Content-Length: " + deep.length(), deep)))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void a_taken_port_is_said() {
    HttpDoor second = new HttpDoor("127.0.0.1", door.port(), _ -> {});

    assertThatThrownBy(second::start)
        .isInstanceOf(PortTakenException.class)
        .hasMessage(
            "Cannot listen on 127.0.0.1:"
                + door.port()
                + ", probably because another program does. Stop it, or choose another port with"
                + " --port");
  }

  private void assertServes() throws IOException {
    assertThat(exchange(post("/size", "Content-Length: 2", "ok"))).startsWith("HTTP/1.1 200");
  }

  private static String post(String path, String header, String body) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n" + body;
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring("HTTP/1.1 ".length()).substring(0, 3));
  }

  /// Sends a request, says that no more comes, and reads until the door closes.
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(UTF_8));
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
      } catch (java.net.SocketException reset) {
        return "";
      }
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), door.port());
  }
}

package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  private static final int LARGE = 60_000;
  private static final int SMALL = 10_000;

  private final HttpDoor door =
      new HttpDoor(
          "127.0.0.1",
          0,
          null,
          routes ->
              routes.post(
                  "/size",
                  (request, response) ->
                      JsonAnswer.ok(RequestBody.bytes(request, 1 << 20).length).send(response)),
          new BodyMemory(100_000));

  @BeforeEach
  void start() {
    door.start();
  }

  @AfterEach
  void stop() {
    door.stop();
  }

  @Test
  void large_bodies_that_never_end_leave_room_for_small_ones() throws IOException {
    try (Socket first = half();
        Socket second = half()) {
      await().until(() -> answer(LARGE).startsWith("HTTP/1.1 503"));

      assertThat(answer(LARGE)).containsIgnoringCase("retry-after: 1").contains("too_many_bodies");
      assertThat(answer(SMALL)).startsWith("HTTP/1.1 200");
      assertThat(first.isConnected() && second.isConnected()).isTrue();
    }

    await().until(() -> answer(LARGE).startsWith("HTTP/1.1 200"));
  }

  @Test
  void what_a_request_took_is_given_back_after_it() throws IOException {
    for (int i = 0; i < 20; i++) {
      assertThat(answer(LARGE)).startsWith("HTTP/1.1 200").endsWith(String.valueOf(LARGE));
    }
  }

  /// A client that announces a large body and stops before its end.
  private Socket half() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    send(socket, LARGE, LARGE - 1);
    return socket;
  }

  private String answer(int size) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(10_000);
      send(socket, size, size);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void send(Socket socket, int announced, int sent) throws IOException {
    String head = "POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: " + announced + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(new byte[sent]);
    socket.getOutputStream().flush();
  }
}

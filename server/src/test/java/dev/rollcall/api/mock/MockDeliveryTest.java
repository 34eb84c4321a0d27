package dev.rollcall.api.mock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningMock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Webhooks of a mock, as a receiver gets them.
class MockDeliveryTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private record Received(String id, String timestamp, String signature, String body) {}

  private final MovableClock clock = new MovableClock();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /// How many requests the receiver still refuses.
  private final AtomicInteger refusals = new AtomicInteger();

  private HttpServer receiver;
  private RunningMock mock;

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          try (exchange) {
            var headers = exchange.getRequestHeaders();
            Received request =
                new Received(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!refused) {
              received.add(request);
            }
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
          }
        });
    receiver.start();
    URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    mock = new RunningMock(clock, new MockSettings(RunningMock.KEY, url, SECRET), 7);
  }

  @AfterEach
  void stop() {
    mock.close();
    receiver.stop(0);
  }

  @Test
  void every_change_is_told_with_a_signature_that_the_standard_s_own_library_makes()
      throws Exception {
    mock.create("ada");

    Received webhook = next();

    assertThat(webhook.body()).startsWith("{\"type\":\"user.created\",\"timestamp\":");
    assertThat(webhook.timestamp()).isEqualTo("" + clock.instant().getEpochSecond());
    assertThat(webhook.signature())
        .isEqualTo(
            new com.standardwebhooks.Webhook(SECRET)
                .sign(webhook.id(), clock.instant().getEpochSecond(), webhook.body()));
  }

  @Test
  void webhooks_keep_their_order_when_some_are_refused_at_first() throws Exception {
    refusals.set(2);

    mock.create("ada");
    mock.json("PATCH", "/users/ada", "{\"name\":\"Ada\"}");
    mock.json("DELETE", "/users/ada", "");

    List<String> types = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      types.add(next().body().replaceFirst("\\{\"type\":\"([a-z.]+)\".*", "$1"));
    }
    assertThat(types).containsExactly("user.created", "user.updated", "user.deleted");
  }

  @Test
  void a_webhook_has_the_id_that_the_list_of_events_gives_it() throws Exception {
    String before = mock.json("/events").path("next").stringValue();
    mock.create("ada");

    assertThat(mock.json("/events?after=" + before).path("events").get(0).path("id").stringValue())
        .isEqualTo(next().id());
  }

  @Test
  void half_of_the_settings_is_refused() {
    assertThatThrownBy(() -> new MockSettings("key", null, SECRET))
        .hasMessage("A mock provider that sends webhooks needs both, a URL and a secret");
    assertThatThrownBy(() -> new MockSettings("key", URI.create("http://x"), "whsec_c2hvcnQ="))
        .hasMessage("The mock's webhook secret is not 24 to 64 bytes long");
    assertThat(new MockSettings("key", URI.create("http://x"), SECRET).toString())
        .isEqualTo("MockSettings[webhookUrl=http://x]");
  }

  private Received next() throws InterruptedException {
    return requireNonNull(received.poll(10, TimeUnit.SECONDS), "no webhook came");
  }
}

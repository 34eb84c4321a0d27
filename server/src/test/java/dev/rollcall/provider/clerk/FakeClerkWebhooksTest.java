package dev.rollcall.provider.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.Verdict;
import dev.rollcall.provider.Verdict.Genuine;
import dev.rollcall.provider.Webhook;
import dev.rollcall.testing.FakeClerk;
import dev.rollcall.testing.MovableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Our Clerk sends what its connector takes for genuine and understands.
class FakeClerkWebhooksTest {
  @Test
  void every_change_arrives_as_a_genuine_webhook() throws IOException {
    MovableClock clock = new MovableClock();
    List<Webhook> arrived = new CopyOnWriteArrayList<>();
    HttpServer door = door(arrived);
    try (FakeClerk fake = new FakeClerk(clock)) {
      fake.sendWebhooksTo(
          URI.create("http://127.0.0.1:" + door.getAddress().getPort() + "/webhooks/p"));

      String id = fake.create("Ada", "Lovelace", "ada@x.org").get("id").stringValue();
      fake.update(id, user -> user.put("first_name", "Countess"));
      fake.delete(id);

      Connector connector = ClerkFixture.connector(fake, clock);
      assertThat(arrived.stream().map(connector::verify).toList())
          .extracting(FakeClerkWebhooksTest::eventId)
          .containsExactly("msg_fake1", "msg_fake2", "msg_fake3");
      List<ProviderEvent> events =
          arrived.stream().map(one -> connector.read(new StoredEvent("e", one.body()))).toList();
      assertThat(events.subList(0, 2)).allMatch(event -> event instanceof UserChanged);
      assertThat(events.get(2)).isEqualTo(new UserDeleted(id, MovableClock.START));
    } finally {
      door.stop(0);
    }
  }

  private static String eventId(Verdict verdict) {
    return verdict instanceof Genuine(var eventId) ? eventId : verdict.toString();
  }

  private static HttpServer door(List<Webhook> arrived) throws IOException {
    HttpServer door =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    door.createContext(
        "/webhooks/p",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
          arrived.add(new Webhook(headers, exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    door.start();
    return door;
  }
}

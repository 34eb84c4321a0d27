package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.svix.exceptions.EmptyWebhookSecretException;
import com.svix.exceptions.WebhookSigningException;
import dev.rollcall.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes and signs webhooks as Clerk does through Svix; Svix's own library signs.
public final class FakeClerkWebhooks {
  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final InstantSource clock;
  private final AtomicInteger sent = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();

  public FakeClerkWebhooks(InstantSource clock) {
    this.clock = clock;
  }

  /// One webhook as it goes over the wire, header names in lower case.
  public record Delivery(Map<String, String> headers, byte[] body) {}

  /// An event that happens now.
  public Delivery event(String type, JsonNode data) {
    return signed("msg_fake" + sent.incrementAndGet(), envelope(type, data), clock.instant());
  }

  /// The event's body, with the time in milliseconds.
  public byte[] envelope(String type, JsonNode data) {
    ObjectNode envelope = Json.MAPPER.createObjectNode();
    envelope.put("object", "event").put("type", type);
    envelope.put("instance_id", "ins_2rollcallFakeClerk");
    envelope.put("timestamp", clock.instant().toEpochMilli());
    envelope
        .putObject("event_attributes")
        .putObject("http_request")
        .put("client_ip", "192.0.2.1")
        .put("user_agent", "FakeClerk");
    envelope.set("data", data);
    return Json.MAPPER.writeValueAsBytes(envelope);
  }

  /// The data of `user.deleted`.
  public static ObjectNode deleted(String id) {
    return Json.MAPPER.createObjectNode().put("id", id).put("object", "user").put("deleted", true);
  }

  /// A delivery, or a retry at a later time: the id stays, the timestamp is the attempt's.
  public Delivery signed(String eventId, byte[] body, Instant at) {
    long seconds = at.getEpochSecond();
    try {
      String signature =
          new com.svix.Webhook(SECRET).sign(eventId, seconds, new String(body, UTF_8));
      return new Delivery(
          Map.of(
              "svix-id", eventId,
              "svix-timestamp", String.valueOf(seconds),
              "svix-signature", signature),
          body);
    } catch (EmptyWebhookSecretException | WebhookSigningException failure) {
      throw new AssertionError(failure);
    }
  }

  /// Sends it, and answers with the status that came back.
  public int send(URI to, Delivery delivery) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body()));
    delivery.headers().forEach(request::header);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}

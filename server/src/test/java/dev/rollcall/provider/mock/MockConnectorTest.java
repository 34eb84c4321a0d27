package dev.rollcall.provider.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ConnectorContract;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Webhook;
import dev.rollcall.testing.MovableClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The contract, with webhooks signed by the standard's own library.
class MockConnectorTest extends ConnectorContract {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final MovableClock clock = new MovableClock();

  @Override
  protected Connector connector() {
    return new MockDialect()
        .connector(
            new ProviderSettings(
                Map.of(
                    "url", "http://127.0.0.1:1/mock/default",
                    "secret_key", "key",
                    "webhook_secret", SECRET)),
            new HttpCaller(new EgressGuard(true), clock),
            clock);
  }

  @Override
  protected Instant now() {
    return clock.instant();
  }

  @Override
  protected Optional<Webhook> signed(String eventId, byte[] body, Instant at) {
    long seconds = at.getEpochSecond();
    try {
      String signature =
          new com.standardwebhooks.Webhook(SECRET).sign(eventId, seconds, new String(body, UTF_8));
      return Optional.of(
          new Webhook(
              Map.of(
                  "webhook-id", eventId,
                  "webhook-timestamp", String.valueOf(seconds),
                  "webhook-signature", signature),
              body));
    } catch (EmptyWebhookSecretException | WebhookSigningException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  protected List<byte[]> eventsAbout(String userId) {
    String user =
        "{\"id\":\"%s\",\"name\":\"Ada\",\"email\":null,\"created_at\":1,\"updated_at\":2,\"data\":{}}"
            .formatted(userId);
    return List.of(
        event("user.created", user),
        event("user.updated", user),
        event("user.deleted", "{\"id\":\"" + userId + "\"}"));
  }

  @Override
  protected byte[] eventOfUnknownType() {
    return event("session.created", "{\"id\":\"s\"}");
  }

  private static byte[] event(String type, String data) {
    return ("{\"type\":\"" + type + "\",\"timestamp\":3,\"data\":" + data + "}").getBytes(UTF_8);
  }
}

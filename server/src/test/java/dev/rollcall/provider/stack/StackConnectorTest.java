package dev.rollcall.provider.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.svix.exceptions.EmptyWebhookSecretException;
import com.svix.exceptions.WebhookSigningException;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ConnectorContract;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Webhook;
import dev.rollcall.testing.FakeStack;
import dev.rollcall.testing.MovableClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The contract, with webhooks signed by Svix's own library.
class StackConnectorTest extends ConnectorContract {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final MovableClock clock = new MovableClock();

  @Override
  protected Connector connector() {
    return new StackDialect()
        .connector(
            new ProviderSettings(
                Map.of(
                    "project_id", FakeStack.PROJECT,
                    "secret_server_key", FakeStack.KEY,
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
          new com.svix.Webhook(SECRET).sign(eventId, seconds, new String(body, UTF_8));
      return Optional.of(
          new Webhook(
              Map.of(
                  "svix-id", eventId,
                  "svix-timestamp", String.valueOf(seconds),
                  "svix-signature", signature),
              body));
    } catch (EmptyWebhookSecretException | WebhookSigningException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  protected List<byte[]> eventsAbout(String userId) {
    return List.of(
        event("user.created", StackUsers.json(userId)),
        event("user.updated", StackUsers.json(userId)),
        event("user.deleted", "{\"id\":\"" + userId + "\",\"teams\":[]}"),
        event("team_membership.created", member(userId)),
        event("team_membership.deleted", member(userId)),
        event("team_permission.created", "{\"id\":\"team_admin\"," + member(userId).substring(1)),
        event("project_permission.deleted", "{\"id\":\"p\",\"user_id\":\"" + userId + "\"}"));
  }

  @Override
  protected byte[] eventOfUnknownType() {
    return event("team.updated", "{\"id\":\"0c3d5f5e-7a38-4b44-9f0e-60a3f6a3c1aa\"}");
  }

  static byte[] event(String type, String data) {
    return ("{\"type\":\"" + type + "\",\"data\":" + data + "}").getBytes(UTF_8);
  }

  private static String member(String userId) {
    return "{\"team_id\":\"0c3d5f5e-7a38-4b44-9f0e-60a3f6a3c1aa\",\"user_id\":\"" + userId + "\"}";
  }
}

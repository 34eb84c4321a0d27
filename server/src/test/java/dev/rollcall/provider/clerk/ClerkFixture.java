package dev.rollcall.provider.clerk;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.testing.FakeClerk;
import dev.rollcall.testing.FakeClerkWebhooks;
import dev.rollcall.testing.MovableClock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Connectors to a [FakeClerk].
final class ClerkFixture {
  private ClerkFixture() {}

  static Connector connector(FakeClerk fake, MovableClock clock) {
    return connector(fake, clock, FakeClerkWebhooks.SECRET);
  }

  static Connector connector(FakeClerk fake, MovableClock clock, @Nullable String webhookSecret) {
    Map<String, String> settings = new HashMap<>();
    settings.put("secret_key", FakeClerk.SECRET_KEY);
    settings.put("api_url", fake.url().toString());
    if (webhookSecret != null) {
      settings.put("webhook_secret", webhookSecret);
    }
    return new ClerkDialect()
        .connector(
            new ProviderSettings(settings), new HttpCaller(new EgressGuard(true), clock), clock);
  }
}

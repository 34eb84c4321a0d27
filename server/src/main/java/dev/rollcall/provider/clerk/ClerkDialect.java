package dev.rollcall.provider.clerk;

import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Setting;
import dev.rollcall.provider.StandardWebhook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Connects projects whose users sign in with Clerk.
public final class ClerkDialect implements Dialect {
  static final ProviderId ID = new ProviderId("clerk");

  private static final String SECRET_KEY = "secret_key";
  private static final String WEBHOOK_SECRET = "webhook_secret";
  private static final String API_URL = "api_url";
  private static final String POLL_EVERY = "poll_every";
  private static final String DEFAULT_API_URL = "https://api.clerk.com";
  private static final String DEFAULT_POLL = "5s";

  @Override
  public ProviderId id() {
    return ID;
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.requiredSecret(
            SECRET_KEY, "Clerk's secret key, sk_test_... or sk_live_... (dashboard, API keys)"),
        Setting.optionalSecret(
            WEBHOOK_SECRET,
            "The signing secret of the webhook endpoint, whsec_...; several during a rotation"),
        Setting.optional(API_URL, "Where Clerk's Backend API is", DEFAULT_API_URL),
        Setting.optional(
            POLL_EVERY, "How often to ask Clerk what changed, such as 5s or 1m", DEFAULT_POLL));
  }

  @Override
  public boolean idsAreUuids() {
    return false;
  }

  @Override
  public Connector connector(ProviderSettings settings, HttpCaller http, InstantSource clock) {
    ClerkApi api =
        new ClerkApi(
            ClerkSettings.apiUrl(API_URL, settings.find(API_URL).orElse(DEFAULT_API_URL)),
            ClerkSettings.secretKey(SECRET_KEY, settings.required(SECRET_KEY)),
            http,
            clock);
    Duration pollEvery =
        ClerkSettings.duration(POLL_EVERY, settings.find(POLL_EVERY).orElse(DEFAULT_POLL));
    @Nullable StandardWebhook webhooks =
        settings
            .find(WEBHOOK_SECRET)
            .map(text -> new StandardWebhook(StandardWebhook.secrets(text), clock))
            .orElse(null);
    return new ClerkConnector(
        api,
        new ClerkListing(api, new Pace(clock)),
        new ClerkPull(api, clock),
        webhooks,
        pollEvery);
  }
}

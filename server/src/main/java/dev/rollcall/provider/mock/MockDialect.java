package dev.rollcall.provider.mock;

import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.ProviderClock;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Setting;
import dev.rollcall.provider.SettingUrl;
import dev.rollcall.provider.StandardWebhook;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The mock provider: as simple as a provider with versions, webhooks and a list of events can be.
public final class MockDialect implements Dialect {
  static final ProviderId ID = new ProviderId("mock");

  private static final String EXAMPLE = "http://127.0.0.1:7070/mock/default";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,512}");

  @Override
  public ProviderId id() {
    return ID;
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required("url", "Where the mock provider is, such as " + EXAMPLE),
        Setting.requiredSecret("secret_key", "The key that the mock provider asks for"),
        Setting.optionalSecret(
            "webhook_secret", "The secret that its webhooks are signed with (whsec_...)"));
  }

  @Override
  public boolean idsAreUuids() {
    return false;
  }

  @Override
  public Connector connector(ProviderSettings settings, HttpCaller http, InstantSource clock) {
    String url = SettingUrl.read("url", settings.required("url"), EXAMPLE);
    String key = settings.required("secret_key");
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "The setting 'secret_key' holds blanks or characters that no key has");
    }
    Optional<StandardWebhook> webhooks =
        settings
            .find("webhook_secret")
            .map(secrets -> new StandardWebhook(StandardWebhook.secrets(secrets), clock));
    return new MockConnector(
        new MockApi(http, new ProviderClock(clock), url, key), webhooks.orElse(null));
  }
}

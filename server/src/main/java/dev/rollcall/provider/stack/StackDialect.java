package dev.rollcall.provider.stack;

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

/// Stack Auth, at its own address or one where somebody hosts it.
public final class StackDialect implements Dialect {
  static final ProviderId ID = new ProviderId("stack");

  private static final String HOSTED = "https://api.stack-auth.com";
  private static final Pattern PROJECT_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,512}");

  @Override
  public ProviderId id() {
    return ID;
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required("project_id", "The project's id, from Stack Auth's dashboard"),
        Setting.requiredSecret("secret_server_key", "The project's secret server key (ssk_...)"),
        Setting.optionalSecret(
            "webhook_secret",
            "The signing secret of the webhook endpoint (whsec_...); several while it is rotated"),
        Setting.optional("api_url", "Where the API is, without /api/v1", HOSTED));
  }

  @Override
  public boolean idsAreUuids() {
    return true;
  }

  @Override
  public Connector connector(ProviderSettings settings, HttpCaller http, InstantSource clock) {
    StackApi api =
        new StackApi(
            http,
            new ProviderClock(clock),
            SettingUrl.read("api_url", settings.find("api_url").orElse(HOSTED), HOSTED),
            projectId(settings.required("project_id")),
            secretKey(settings.required("secret_server_key")));
    Optional<StandardWebhook> webhooks =
        settings
            .find("webhook_secret")
            .map(secrets -> new StandardWebhook(StandardWebhook.secrets(secrets), clock));
    return new StackConnector(api, webhooks.orElse(null));
  }

  private static String projectId(String text) {
    if (!PROJECT_ID.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "The setting 'project_id' is '" + text + "', which is no id of a Stack Auth project");
    }
    return text;
  }

  private static String secretKey(String text) {
    if (!KEY.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "The setting 'secret_server_key' holds blanks or characters that no key has");
    }
    if (text.startsWith("pck_") || text.startsWith("sak_")) {
      throw new IllegalArgumentException(
          "The setting 'secret_server_key' begins with "
              + text.substring(0, 4)
              + ", but the secret server key begins with ssk_");
    }
    return text;
  }
}

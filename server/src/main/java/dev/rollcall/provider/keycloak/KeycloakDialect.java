package dev.rollcall.provider.keycloak;

import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Setting;
import java.time.InstantSource;
import java.util.List;

/// What connects a project to a realm of a Keycloak server.
public final class KeycloakDialect implements Dialect {
  static final ProviderId ID = new ProviderId("keycloak");

  @Override
  public ProviderId id() {
    return ID;
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.required("url", "Keycloak's address, such as https://id.example.com"),
        Setting.required("realm", "the realm whose users are synced"),
        Setting.optional(
            "client_id", "a client of that realm with a service account that may view users", null),
        Setting.optionalSecret("client_secret", "the secret of client_id"),
        Setting.optional(
            "username", "instead of a client: an administrator, signed in by password", null),
        Setting.optionalSecret("password", "the password of username"),
        Setting.optional("admin_realm", "the realm in which username signs in", "master"),
        Setting.optional(
            "poll_every", "how often the event logs are read: seconds, or as in PT0.5S", "1"));
  }

  @Override
  public boolean idsAreUuids() {
    return true;
  }

  @Override
  public Connector connector(ProviderSettings settings, HttpCaller http, InstantSource clock) {
    return KeycloakConnector.to(KeycloakSettings.of(settings), http, clock);
  }
}

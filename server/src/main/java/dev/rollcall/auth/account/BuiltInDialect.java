package dev.rollcall.auth.account;

import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Setting;
import java.time.InstantSource;
import java.util.List;

/// The built-in provider in the list of those that a project can have. It needs no settings, and
/// its connector is made over the project's own database, not here.
public final class BuiltInDialect implements Dialect {

  @Override
  public ProviderId id() {
    return BuiltInConnector.ID;
  }

  @Override
  public List<Setting> settings() {
    return List.of();
  }

  @Override
  public boolean idsAreUuids() {
    return true;
  }

  @Override
  public Connector connector(ProviderSettings settings, HttpCaller http, InstantSource clock) {
    throw new IllegalArgumentException(
        "The built-in provider is declared with 'built_in:', not with 'provider:'");
  }
}

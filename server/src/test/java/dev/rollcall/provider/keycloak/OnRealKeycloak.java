package dev.rollcall.provider.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.PulledEvents.Pulled;
import dev.rollcall.testing.KeycloakRealm;
import dev.rollcall.testing.RealKeycloak;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/// A connector to a realm of its own on a real Keycloak, which has begun to read the event logs.
abstract class OnRealKeycloak {
  protected final KeycloakRealm realm = RealKeycloak.shared().newRealm();
  protected final Connector connector = connector(realm.settings(), InstantSource.system());
  private String cursor = "";

  @BeforeEach
  void start() {
    pull(null);
  }

  protected static Connector connector(Map<String, String> settings, InstantSource clock) {
    return new KeycloakDialect()
        .connector(
            new ProviderSettings(settings), new HttpCaller(new EgressGuard(true), clock), clock);
  }

  protected ProviderUser found(String id) {
    FetchedUser fetched = connector.fetch(id);
    assertThat(fetched).isInstanceOf(Found.class);
    return ((Found) fetched).user();
  }

  protected List<ProviderUser> listed() {
    List<ProviderUser> users = new ArrayList<>();
    String next = null;
    do {
      Page page = (Page) connector.list(next);
      users.addAll(page.users());
      next = page.next();
    } while (next != null);
    return users;
  }

  protected List<ProviderEvent> pull() {
    return pull(cursor);
  }

  private List<ProviderEvent> pull(@Nullable String from) {
    Pulled pulled = (Pulled) connector.pull(from);
    cursor = pulled.cursor();
    return pulled.events().stream().map(connector::read).toList();
  }
}

package dev.rollcall.provider.keycloak;

import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderUnavailableException;
import dev.rollcall.provider.PulledEvents;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.Verdict;
import dev.rollcall.provider.Webhook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One realm of a Keycloak server. Its records carry no version and its events tell little, so an
/// event is a hint and the user is fetched.
final class KeycloakConnector implements Connector {
  private final Duration pollEvery;
  private final Users users;
  private final Listing listing;
  private final EventLogs logs;
  private final EventPull pull;
  private final RealmApi api;
  private final ConnectionCheck check;

  private KeycloakConnector(KeycloakSettings settings, RealmApi api, RealmClock clock) {
    this.pollEvery = settings.pollEvery();
    this.api = api;
    this.users = new Users(api);
    this.listing = new Listing(api);
    this.logs = new EventLogs(api, clock);
    this.pull = new EventPull(api, clock, logs);
    this.check = new ConnectionCheck(settings, api, logs);
  }

  static KeycloakConnector to(KeycloakSettings settings, HttpCaller http, InstantSource ours) {
    RealmClock clock = new RealmClock(ours);
    return new KeycloakConnector(settings, new RealmApi(settings, http, clock), clock);
  }

  @Override
  public ProviderId provider() {
    return KeycloakDialect.ID;
  }

  @Override
  public Reach reach() {
    return new Reach(false, pollEvery, logs.complete());
  }

  @Override
  public Verdict verify(Webhook webhook) {
    return new Verdict.Refused("Keycloak sends no webhooks; its event logs are read instead");
  }

  @Override
  public ProviderEvent read(StoredEvent event) {
    return EventReader.read(event);
  }

  @Override
  public FetchedUser fetch(String userId) {
    try {
      return users.fetch(userId);
    } catch (Unanswered unanswered) {
      return unanswered.answer();
    }
  }

  @Override
  public List<String> members(String scope) {
    try {
      return Scope.members(scope, api);
    } catch (Unanswered unanswered) {
      throw new ProviderUnavailableException(unanswered.answer());
    }
  }

  @Override
  public ListedPage list(@Nullable String cursor) {
    try {
      return listing.page(cursor);
    } catch (Unanswered unanswered) {
      return unanswered.answer();
    }
  }

  @Override
  public OptionalLong count() {
    try {
      return users.count();
    } catch (Unanswered unanswered) {
      return OptionalLong.empty();
    }
  }

  @Override
  public PulledEvents pull(@Nullable String cursor) {
    try {
      return pull.pull(cursor);
    } catch (Unanswered unanswered) {
      return unanswered.answer();
    }
  }

  @Override
  public List<Finding> check() {
    return check.findings();
  }
}

package dev.rollcall.sync;

import dev.rollcall.project.FieldPolicy;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.PulledEvents;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.Verdict;
import dev.rollcall.provider.Webhook;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A provider that says of its users only what the project stores: events, looks and listings
/// alike, so that they are compared by what is stored.
public record FilteredConnector(Connector connector, FieldPolicy fields) implements Connector {

  /// The connector itself where everything is stored.
  public static Connector over(Connector connector, FieldPolicy fields) {
    return fields.keepsAll() ? connector : new FilteredConnector(connector, fields);
  }

  static ProviderUser filtered(ProviderUser user, FieldPolicy fields) {
    return fields.keepsAll()
        ? user
        : new ProviderUser(
            user.id(), user.createdAt(), user.version(), fields.apply(user.rawJson()));
  }

  @Override
  public ProviderEvent read(StoredEvent event) {
    ProviderEvent said = connector.read(event);
    return said instanceof UserChanged(var user, var fetched)
        ? new UserChanged(filtered(user, fields), fetched)
        : said;
  }

  @Override
  public FetchedUser fetch(String userId) {
    FetchedUser answer = connector.fetch(userId);
    return answer instanceof FetchedUser.Found(var user, var readAt)
        ? new FetchedUser.Found(filtered(user, fields), readAt)
        : answer;
  }

  @Override
  public ListedPage list(@Nullable String cursor) {
    ListedPage answer = connector.list(cursor);
    return answer instanceof Page page
        ? new Page(
            page.users().stream().map(user -> filtered(user, fields)).toList(),
            page.unreadable(),
            page.readAt(),
            page.next())
        : answer;
  }

  @Override
  public ProviderId provider() {
    return connector.provider();
  }

  @Override
  public Reach reach() {
    return connector.reach();
  }

  @Override
  public Verdict verify(Webhook webhook) {
    return connector.verify(webhook);
  }

  @Override
  public List<String> members(String scope) {
    return connector.members(scope);
  }

  @Override
  public OptionalLong count() {
    return connector.count();
  }

  @Override
  public PulledEvents pull(@Nullable String cursor) {
    return connector.pull(cursor);
  }

  @Override
  public List<Finding> check() {
    return connector.check();
  }
}

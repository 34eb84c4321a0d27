package dev.rollcall.auth.account;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.Database;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.PulledEvents;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.Verdict;
import dev.rollcall.provider.Webhook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The built-in provider as the comparison sees it: a provider whose users are in the same
/// database. It sends no events, since each of its changes writes the row itself.
public final class BuiltInConnector implements Connector {
  /// How the built-in provider is called.
  public static final ProviderId ID = new ProviderId("built_in");

  private static final int PAGE = 1_000;

  private final Database database;
  private final InstantSource clock;

  public BuiltInConnector(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  static ProviderUser user(Account account) {
    return new ProviderUser(
        account.id().toString(),
        account.signedUpAt(),
        account.updatedAt(),
        Json.MAPPER.writeValueAsString(UserJson.server(account)));
  }

  @Override
  public ProviderId provider() {
    return ID;
  }

  @Override
  public Reach reach() {
    return new Reach(false, null, true);
  }

  @Override
  public Verdict verify(Webhook webhook) {
    return new Verdict.Refused("the built-in provider sends no webhooks to itself");
  }

  @Override
  public ProviderEvent read(StoredEvent event) {
    return new ProviderEvent.NotAboutUsers("unknown");
  }

  @Override
  public FetchedUser fetch(String userId) {
    Instant readAt = clock.instant();
    return id(userId)
        .flatMap(id -> database.reading(tx -> AccountRows.find(tx, id)))
        .<FetchedUser>map(account -> new FetchedUser.Found(user(account), readAt))
        .orElseGet(() -> new FetchedUser.Missing(readAt));
  }

  @Override
  public List<String> members(String scope) {
    return List.of();
  }

  @Override
  public ListedPage list(@Nullable String cursor) {
    Instant readAt = clock.instant();
    AccountList.Query query =
        new AccountList.Query(cursor == null ? null : UUID.fromString(cursor), PAGE, false, null);
    AccountList.Page page = database.reading(tx -> AccountList.page(tx, query));
    UUID next = page.next();
    return new ListedPage.Page(
        page.accounts().stream().map(BuiltInConnector::user).toList(),
        List.of(),
        readAt,
        next == null ? null : next.toString());
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(
        database.reading(tx -> tx.number("select count(*) from rollcall_auth.account")));
  }

  @Override
  public PulledEvents pull(@Nullable String cursor) {
    return new PulledEvents.Pulled(List.of(), cursor == null ? "" : cursor, false);
  }

  @Override
  public List<Finding> check() {
    return List.of(
        Finding.good("built_in", "Users sign in here, and their rows are written at once."));
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException noUuid) {
      return Optional.empty();
    }
  }
}

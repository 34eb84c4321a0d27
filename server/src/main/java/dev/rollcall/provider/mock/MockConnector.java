package dev.rollcall.provider.mock;

import dev.rollcall.json.Json;
import dev.rollcall.json.JsonItems;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedRecord;
import dev.rollcall.provider.ListedRecords;
import dev.rollcall.provider.ListedRecords.Records;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.PulledEvents;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.StandardWebhook;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.Verdict;
import dev.rollcall.provider.Webhook;
import dev.rollcall.provider.mock.MockReply.Body;
import dev.rollcall.provider.mock.MockReply.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Speaks to a mock provider: by webhooks where a secret is set, and by its list of events always.
final class MockConnector implements Connector {
  private static final int USERS_PER_PAGE = 1000;
  private static final Duration PULL_EVERY = Duration.ofSeconds(1);

  private final MockApi api;
  private final @Nullable StandardWebhook webhooks;

  /// @param webhooks null where no webhook secret is set
  MockConnector(MockApi api, @Nullable StandardWebhook webhooks) {
    this.api = api;
    this.webhooks = webhooks;
  }

  @Override
  public ProviderId provider() {
    return MockDialect.ID;
  }

  @Override
  public Reach reach() {
    return new Reach(webhooks != null, PULL_EVERY, true);
  }

  @Override
  public Verdict verify(Webhook webhook) {
    return webhooks == null
        ? new Verdict.Refused("no webhook secret is set for the mock provider")
        : webhooks.verify(webhook);
  }

  @Override
  public ProviderEvent read(StoredEvent event) {
    return MockRecords.read(event);
  }

  @Override
  public FetchedUser fetch(String userId) {
    return switch (api.get("a user", "/users/" + MockApi.encoded(userId))) {
      case Body(var tree, var readAt) -> found(userId, tree, readAt);
      case Refused(var code, var readAt, _) when "user_not_found".equals(code) ->
          new FetchedUser.Missing(readAt);
      case Refused(_, _, var reason) -> reason;
    };
  }

  private static FetchedUser found(String userId, ObjectNode tree, Instant readAt) {
    try {
      ProviderUser user = MockRecords.user(tree);
      return user.id().equals(userId)
          ? new FetchedUser.Found(user, readAt)
          : new NoAnswer("The mock provider was asked for a user and sent another one");
    } catch (UnreadablePayloadException unreadable) {
      return new NoAnswer(
          "The mock provider was asked for a user and sent one that cannot be read: "
              + unreadable.getMessage());
    }
  }

  /// None: no event of the mock's is about several users.
  @Override
  public List<String> members(String scope) {
    return List.of();
  }

  @Override
  public ListedPage list(@Nullable String cursor) {
    return list(USERS_PER_PAGE, cursor);
  }

  private ListedPage list(int limit, @Nullable String cursor) {
    return switch (records(limit, cursor)) {
      case Records page -> page.read();
      case NoAnswer none -> none;
    };
  }

  @Override
  public ListedRecords records(@Nullable String cursor) {
    return records(USERS_PER_PAGE, cursor);
  }

  private ListedRecords records(int limit, @Nullable String cursor) {
    String after = cursor == null ? "" : "&after=" + MockApi.encoded(cursor);
    return switch (api.users("/users?limit=" + limit + after)) {
      case Body(var page, var readAt) -> records(page, readAt);
      case Refused(_, _, var reason) -> reason;
    };
  }

  private static ListedRecords records(JsonItems page, Instant readAt) {
    JsonNode next = page.rest().path("next");
    if (!(next.isNull() || next.isString())) {
      return new NoAnswer("The mock provider was asked for its users and sent something else");
    }
    return new Records(
        page.items().stream()
            .<ListedRecord>map(item -> new ListedRecord.Raw(item, MockRecords::user))
            .toList(),
        List.of(),
        readAt,
        next.isNull() ? null : next.stringValue());
  }

  @Override
  public OptionalLong count() {
    return switch (api.get("the number of its users", "/users/count")) {
      case Body(var tree, _) when tree.path("count").isIntegralNumber() ->
          OptionalLong.of(tree.path("count").longValue());
      case Body<ObjectNode> _, Refused<ObjectNode> _ -> OptionalLong.empty();
    };
  }

  @Override
  public PulledEvents pull(@Nullable String cursor) {
    String after = cursor == null ? "" : "?after=" + MockApi.encoded(cursor);
    return switch (api.get("its events", "/events" + after)) {
      case Body(var tree, _) -> pulled(tree);
      // A mock that was started anew, or has forgotten that far back. The present is where the
      // events go on; what was missed, the next comparison finds.
      case Refused(var code, _, _) when "events_gone".equals(code) && cursor != null -> pull(null);
      case Refused(_, _, var reason) -> reason;
    };
  }

  private static PulledEvents pulled(ObjectNode tree) {
    JsonNode next = tree.path("next");
    if (!(tree.path("events") instanceof ArrayNode items) || !next.isString()) {
      return new NoAnswer("The mock provider was asked for its events and sent something else");
    }
    List<StoredEvent> events = new ArrayList<>(items.size());
    for (JsonNode item : items) {
      if (!item.path("id").isString() || !(item.path("payload") instanceof ObjectNode payload)) {
        return new NoAnswer("The mock provider was asked for its events and sent a broken one");
      }
      events.add(
          new StoredEvent(item.path("id").stringValue(), Json.MAPPER.writeValueAsBytes(payload)));
    }
    return new PulledEvents.Pulled(
        events, next.stringValue(), tree.path("more").booleanValue(false));
  }

  @Override
  public List<Finding> check() {
    return List.of(credentials(), news());
  }

  private Finding credentials() {
    return switch (list(1, null)) {
      case ListedPage.Page _ ->
          Finding.good("credentials", "The mock provider accepts the key and lists its users.");
      case NoAnswer(var reason, _, var refused) when refused ->
          Finding.problem(
              "credentials_refused",
              reason + ". Compare secret_key with the key that it was started with.");
      case NoAnswer(var reason, _, _) ->
          Finding.problem("no_answer", reason + ". Look at url and whether it is running.");
    };
  }

  private Finding news() {
    return webhooks != null
        ? Finding.good("webhooks", "Webhooks can be verified.")
        : Finding.good(
            "pulls", "Without webhook_secret the mock provider's events are pulled every second.");
  }
}

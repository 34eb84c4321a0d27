package dev.rollcall.provider.stack;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ListedPage;
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
import dev.rollcall.provider.stack.StackAnswer.Body;
import dev.rollcall.provider.stack.StackAnswer.KnownError;
import dev.rollcall.provider.stack.StackAnswer.Nothing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Speaks to one Stack Auth project. Its webhooks are hints and its users are fetched.
final class StackConnector implements Connector {
  private final StackApi api;
  private final StackListing listing;
  private final @Nullable StandardWebhook webhooks;

  /// @param webhooks null where no webhook secret is set
  StackConnector(StackApi api, @Nullable StandardWebhook webhooks) {
    this.api = api;
    this.listing = new StackListing(api);
    this.webhooks = webhooks;
  }

  @Override
  public ProviderId provider() {
    return StackDialect.ID;
  }

  @Override
  public Reach reach() {
    return new Reach(webhooks != null, null, webhooks != null);
  }

  @Override
  public Verdict verify(Webhook webhook) {
    return webhooks == null
        ? new Verdict.Refused("no webhook secret is set for Stack Auth")
        : webhooks.verify(webhook);
  }

  @Override
  public ProviderEvent read(StoredEvent event) {
    return StackEvents.read(event);
  }

  @Override
  public FetchedUser fetch(String userId) {
    String path = "/users/" + URLEncoder.encode(userId, StandardCharsets.UTF_8).replace("+", "%20");
    return switch (api.get("a user", path)) {
      case Body(var tree, var readAt) -> found(userId, tree, readAt);
      case KnownError(var status, var code, _, var readAt, _)
          when status == 404 && code.equals("USER_NOT_FOUND") ->
          new FetchedUser.Missing(readAt);
      case KnownError error -> error.asNoAnswer();
      case Nothing(var reason) -> reason;
    };
  }

  private static FetchedUser found(String userId, ObjectNode tree, Instant readAt) {
    try {
      ProviderUser user = StackRecords.user(tree);
      return user.id().equalsIgnoreCase(userId)
          ? new FetchedUser.Found(user, readAt)
          : new NoAnswer("Stack Auth was asked for a user and sent another one");
    } catch (UnreadablePayloadException unreadable) {
      return new NoAnswer(
          "Stack Auth was asked for a user and sent one that cannot be read: "
              + unreadable.getMessage());
    }
  }

  /// None: no event of Stack's is about several users.
  @Override
  public List<String> members(String scope) {
    return List.of();
  }

  @Override
  public ListedPage list(@Nullable String cursor) {
    return listing.page(cursor);
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  public PulledEvents pull(@Nullable String cursor) {
    return new NoAnswer("Stack Auth has no list of events that could be pulled");
  }

  @Override
  public List<Finding> check() {
    return List.of(credentials(), webhookSecret());
  }

  private Finding credentials() {
    return switch (listing.probe()) {
      case ListedPage.Page _ ->
          Finding.good("credentials", "Stack Auth accepts the key and lists the users.");
      case NoAnswer(var reason, _, var refused) when refused ->
          Finding.problem(
              "credentials_refused",
              reason
                  + ". Compare project_id and secret_server_key with the project's API keys in"
                  + " Stack Auth's dashboard.");
      case NoAnswer(var reason, _, _) ->
          Finding.problem(
              "no_answer", reason + ". Look at api_url and whether this machine can reach it.");
    };
  }

  private Finding webhookSecret() {
    return webhooks != null
        ? Finding.good("webhooks", "Webhooks can be verified.")
        : Finding.warning(
            "no_webhook_secret",
            "Without webhook_secret no webhook can be verified, and changes are only seen by the"
                + " next comparison. Add a webhook endpoint in Stack Auth's dashboard and set its"
                + " signing secret.");
  }
}

package dev.rollcall.provider.clerk;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.rollcall.provider.clerk.ClerkReply.Nothing;
import dev.rollcall.provider.clerk.ClerkReply.Rejected;
import dev.rollcall.provider.clerk.ClerkReply.Told;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Clerk's dialect for one project. A user's record carries its own version, so webhooks, pulls and
/// listings may bring it in any order.
final class ClerkConnector implements Connector {
  private static final String COUNT = "/v1/users/count";

  private final ClerkApi api;
  private final ClerkListing listing;
  private final ClerkPull pull;
  private final @Nullable StandardWebhook webhooks;
  private final Duration pollEvery;

  ClerkConnector(
      ClerkApi api,
      ClerkListing listing,
      ClerkPull pull,
      @Nullable StandardWebhook webhooks,
      Duration pollEvery) {
    this.api = api;
    this.listing = listing;
    this.pull = pull;
    this.webhooks = webhooks;
    this.pollEvery = pollEvery;
  }

  @Override
  public ProviderId provider() {
    return ClerkDialect.ID;
  }

  /// Pulls never see a deletion, so only webhooks make it complete.
  @Override
  public Reach reach() {
    return new Reach(webhooks != null, pollEvery, webhooks != null);
  }

  @Override
  public Verdict verify(Webhook webhook) {
    return webhooks == null
        ? new Verdict.Refused("No webhook secret is set for this project")
        : webhooks.verify(webhook);
  }

  @Override
  public ProviderEvent read(StoredEvent event) {
    return ClerkEvent.read(event.payload());
  }

  @Override
  public FetchedUser fetch(String userId) {
    // A server takes these for a step up the path, however they are escaped.
    if (userId.isBlank() || userId.equals(".") || userId.equals("..")) {
      return new NoAnswer("Clerk was not asked for a user whose id cannot be one of its own");
    }
    String segment = URLEncoder.encode(userId, UTF_8).replace("+", "%20");
    return switch (api.get("/v1/users/{id}", "/v1/users/" + segment)) {
      case Told(var tree, var readAt) -> found(userId, tree, readAt);
      case Rejected(var missing, var readAt, var reason) ->
          missing ? new FetchedUser.Missing(readAt) : reason;
      case Nothing(var reason) -> reason;
    };
  }

  private static FetchedUser found(String userId, JsonNode tree, Instant readAt) {
    try {
      ProviderUser user = ClerkUser.read(tree);
      return user.id().equals(userId)
          ? new FetchedUser.Found(user, readAt)
          : new NoAnswer("GET /v1/users/{id} brought another user than was asked for");
    } catch (UnreadablePayloadException problem) {
      return new NoAnswer(
          "GET /v1/users/{id} brought a user that could not be read: " + problem.getMessage());
    }
  }

  /// Clerk's events each name their user, so there is never anyone behind a scope.
  @Override
  public List<String> members(String scope) {
    return List.of();
  }

  @Override
  public ListedPage list(@Nullable String cursor) {
    return listing.list(cursor);
  }

  @Override
  public OptionalLong count() {
    return switch (api.get(COUNT, COUNT)) {
      case Told(var tree, _) -> total(tree);
      case Rejected _, Nothing _ -> OptionalLong.empty();
    };
  }

  private static OptionalLong total(JsonNode tree) {
    JsonNode total = tree.path("total_count");
    return total.isIntegralNumber() && total.canConvertToLong()
        ? OptionalLong.of(total.longValue())
        : OptionalLong.empty();
  }

  @Override
  public PulledEvents pull(@Nullable String cursor) {
    return pull.pull(cursor);
  }

  @Override
  public List<Finding> check() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        switch (api.get(COUNT, COUNT)) {
          case Told(var tree, _) -> counted(total(tree));
          case Rejected(_, _, var reason) -> unanswered(reason);
          case Nothing(var reason) -> unanswered(reason);
        });
    if (webhooks == null) {
      findings.add(
          Finding.warning(
              "no_webhook_secret",
              "No webhook secret is set, so changes are asked for every "
                  + pollEvery.toSeconds()
                  + " s, and deletions are found by the comparison. To hear of both at once, create"
                  + " an endpoint in Clerk's dashboard under Webhooks, with the URL"
                  + " <public url>/webhooks/<project> and the events user.created, user.updated and"
                  + " user.deleted, and set its signing secret as webhook_secret"));
    }
    return findings;
  }

  private Finding counted(OptionalLong total) {
    return total.isPresent()
        ? Finding.good(
            "users", "Clerk answers at " + api.url() + "; users there: " + total.getAsLong())
        : Finding.problem(
            "no_answer",
            "GET " + COUNT + " at " + api.url() + " brought JSON, but no count; is api_url right?");
  }

  private static Finding unanswered(NoAnswer reason) {
    return Finding.problem(
        reason.credentialsRefused() ? "credentials_refused" : "no_answer", reason.reason());
  }
}

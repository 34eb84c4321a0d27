package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.feed.hook.Attempt;
import dev.rollcall.feed.hook.Endpoint;
import dev.rollcall.feed.hook.Endpoints;
import dev.rollcall.feed.hook.Message;
import dev.rollcall.feed.hook.Webhooks;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.http.RequestRefusedException;
import dev.rollcall.json.Json;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/webhooks` and `.../messages`: who is told of changes, and how telling them
/// went. A secret is in the answer that makes it, and in no other.
final class WebhookRoutes {
  private static final String ENDPOINTS = "/projects/{project}/webhooks";
  private static final String ENDPOINT = ENDPOINTS + "/{webhook}";
  private static final String MESSAGES = "/projects/{project}/messages";
  private static final String MESSAGE = MESSAGES + "/{message}";
  private static final Set<String> STATES = Set.of("waiting", "delivered", "failed");

  private final Operations operations;

  WebhookRoutes(Operations operations) {
    this.operations = operations;
  }

  void routing(HttpRules rules) {
    rules.get(ENDPOINTS, answering(this::list));
    rules.post(ENDPOINTS, answering(this::add));
    rules.get(ENDPOINT, answering(this::show));
    rules.delete(ENDPOINT, answering(this::remove));
    rules.post(ENDPOINT + "/rotate", answering(this::rotate));
    rules.post(ENDPOINT + "/enable", answering(this::enable));
    rules.post(ENDPOINT + "/disable", answering(this::disable));
    rules.get(MESSAGES, answering(this::messages));
    rules.post(MESSAGES + "/replay", answering(this::replayFailed));
    rules.get(MESSAGE, answering(this::message));
    rules.post(MESSAGE + "/replay", answering(this::replay));
  }

  record EndpointBody(
      @Nullable String url,
      @Nullable String description,
      @Nullable List<@Nullable String> event_types) {}

  record ReplayBody(@Nullable String since) {}

  private JsonAnswer list(ServerRequest request) {
    List<Map<String, @Nullable Object>> views =
        webhooks(request).endpoints().list().stream().map(WebhookRoutes::view).toList();
    return JsonAnswer.ok(Map.of("webhooks", views));
  }

  private JsonAnswer add(ServerRequest request) {
    EndpointBody body = RequestBody.json(request, Requests.MAX_BODY, EndpointBody.class);
    String url = body.url();
    if (url == null) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, "The body needs a url.");
    }
    String description = body.description() == null ? "" : body.description();
    List<String> types =
        body.event_types() == null
            ? List.of()
            : body.event_types().stream().map(String::valueOf).toList();
    return switch (webhooks(request).endpoints().add(url, description, types)) {
      case Endpoints.Answer.Added(var endpoint, var secret) ->
          JsonAnswer.of(201, Map.of("webhook", view(endpoint), "secret", secret.value()));
      case Endpoints.Answer.Refused(var reason) ->
          throw Problem.refusal(request, ErrorCode.INVALID_VALUE, reason);
    };
  }

  private JsonAnswer show(ServerRequest request) {
    return JsonAnswer.ok(Map.of("webhook", view(endpoint(request))));
  }

  private JsonAnswer remove(ServerRequest request) {
    String id = webhookId(request);
    if (!webhooks(request).endpoints().remove(id)) {
      throw unknownEndpoint(request);
    }
    return JsonAnswer.ok(Map.of("id", id, "removed", true));
  }

  private JsonAnswer rotate(ServerRequest request) {
    String secret =
        webhooks(request)
            .endpoints()
            .rotate(webhookId(request))
            .orElseThrow(() -> unknownEndpoint(request))
            .value();
    return JsonAnswer.ok(Map.of("webhook", view(endpoint(request)), "secret", secret));
  }

  private JsonAnswer enable(ServerRequest request) {
    webhooks(request).endpoints().enable(webhookId(request));
    return show(request);
  }

  private JsonAnswer disable(ServerRequest request) {
    webhooks(request).endpoints().disable(webhookId(request));
    return show(request);
  }

  private JsonAnswer messages(ServerRequest request) {
    int limit = Requests.limit(request);
    String state = Requests.queryOrNull(request, "state");
    if (state != null && !STATES.contains(state)) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "'state' is '" + state + "': use waiting, delivered or failed.");
    }
    List<Message> messages =
        webhooks(request)
            .messages()
            .list(
                state,
                Requests.queryOrNull(request, "user_id"),
                Requests.number(request, "before").orElse(null),
                limit);
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("messages", messages.stream().map(WebhookRoutes::view).toList());
    view.put("next", messages.size() < limit ? null : messages.getLast().number());
    return JsonAnswer.ok(view);
  }

  private JsonAnswer message(ServerRequest request) {
    Message.Detail detail =
        webhooks(request)
            .messages()
            .show(messageId(request))
            .orElseThrow(() -> unknownMessage(request));
    Map<String, @Nullable Object> view = view(detail.message());
    view.put("data", Json.MAPPER.readTree(detail.data()));
    view.put("deliveries", detail.deliveries().stream().map(WebhookRoutes::view).toList());
    return JsonAnswer.ok(Map.of("message", view));
  }

  private JsonAnswer replay(ServerRequest request) {
    int replayed =
        webhooks(request)
            .messages()
            .replay(messageId(request))
            .orElseThrow(() -> unknownMessage(request));
    return JsonAnswer.of(202, Map.of("replayed", replayed));
  }

  private JsonAnswer replayFailed(ServerRequest request) {
    String since = RequestBody.json(request, Requests.MAX_BODY, ReplayBody.class).since();
    try {
      Instant from = since == null ? Instant.EPOCH : Instant.parse(since);
      return JsonAnswer.of(
          202, Map.of("replayed", webhooks(request).messages().replayFailed(from)));
    } catch (DateTimeParseException notATime) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "'since' is '" + since + "', not a time such as 2026-02-01T12:00:00Z.");
    }
  }

  private Webhooks webhooks(ServerRequest request) {
    return Requests.rooms(request, operations).webhooks();
  }

  private Endpoint endpoint(ServerRequest request) {
    return webhooks(request)
        .endpoints()
        .show(webhookId(request))
        .orElseThrow(() -> unknownEndpoint(request));
  }

  private static String webhookId(ServerRequest request) {
    return request.path().pathParameters().get("webhook");
  }

  private static String messageId(ServerRequest request) {
    return request.path().pathParameters().get("message");
  }

  private static RequestRefusedException unknownEndpoint(ServerRequest request) {
    return Problem.refusal(
        request, ErrorCode.NOT_FOUND, "There is no webhook '" + webhookId(request) + "'.");
  }

  private static RequestRefusedException unknownMessage(ServerRequest request) {
    return Problem.refusal(
        request, ErrorCode.NOT_FOUND, "There is no message '" + messageId(request) + "'.");
  }

  private static Map<String, @Nullable Object> view(Endpoint endpoint) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", endpoint.id());
    view.put("url", endpoint.url());
    view.put("description", endpoint.description());
    view.put("event_types", endpoint.eventTypes());
    view.put("enabled", endpoint.enabled());
    view.put("disabled_reason", endpoint.disabledReason());
    view.put("failing_since", text(endpoint.failingSince()));
    view.put("old_secret_until", text(endpoint.oldSecretUntil()));
    view.put("created_at", endpoint.createdAt().toString());
    return view;
  }

  private static Map<String, @Nullable Object> view(Message message) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("number", message.number());
    view.put("id", message.id());
    view.put("type", message.type());
    view.put("user_id", message.userId());
    view.put("at", message.at().toString());
    view.put("waiting", message.waiting());
    view.put("delivered", message.delivered());
    view.put("failed", message.failed());
    return view;
  }

  private static Map<String, @Nullable Object> view(Message.Delivery delivery) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("webhook", delivery.endpoint());
    view.put("state", delivery.state());
    view.put("next_at", text(delivery.nextAt()));
    view.put("attempts", delivery.attempts().stream().map(WebhookRoutes::view).toList());
    return view;
  }

  private static Map<String, @Nullable Object> view(Attempt attempt) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("number", attempt.number());
    view.put("at", attempt.at().toString());
    view.put("status", attempt.status());
    view.put("failure", attempt.failure());
    view.put("duration_millis", attempt.durationMillis());
    view.put("response", attempt.response());
    return view;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}

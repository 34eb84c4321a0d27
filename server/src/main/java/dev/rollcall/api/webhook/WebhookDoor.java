package dev.rollcall.api.webhook;

import dev.rollcall.fail.FailPoints;
import dev.rollcall.fail.FailPoints.Step;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.http.RequestId;
import dev.rollcall.inbox.InboxUnavailableException;
import dev.rollcall.inbox.NewEntry;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.Verdict.Genuine;
import dev.rollcall.provider.Verdict.Refused;
import dev.rollcall.provider.Webhook;
import io.helidon.http.Header;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where providers deliver. A delivery is verified over its raw bytes and written down; only then
/// is it answered with 2xx. What it says is read later, so that no payload can make this door fail.
public final class WebhookDoor implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookDoor.class);
  private static final int MAX_BODY = 1 << 20;

  private final Function<String, Optional<Delivery>> deliveries;
  private final FailPoints fail;

  /// Who verifies and who writes down, for one project.
  ///
  /// @param connector empty while the project is connected to no provider
  public record Delivery(Optional<Connector> connector, Store store) {}

  /// Writes an entry down; false where it was there already.
  @FunctionalInterface
  public interface Store {
    /// @throws InboxUnavailableException if it could not be made safe
    boolean receive(NewEntry entry);
  }

  /// @param deliveries by project id; empty where there is no such project
  public WebhookDoor(Function<String, Optional<Delivery>> deliveries, FailPoints fail) {
    this.fail = fail;
    this.deliveries = deliveries;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/{project}", this::receive);
  }

  private void receive(ServerRequest request, ServerResponse response) {
    String project = request.path().pathParameters().get("project");
    Optional<Delivery> delivery = deliveries.apply(project);
    if (delivery.isEmpty() || delivery.get().connector().isEmpty()) {
      refuse(
          request,
          response,
          404,
          "not_connected",
          "There is no project '" + project + "' that is connected to a provider.");
      return;
    }
    byte[] body = RequestBody.bytes(request, MAX_BODY);
    Connector connector = delivery.get().connector().get();
    switch (connector.verify(new Webhook(headers(request), body))) {
      case Refused(var reason) -> {
        LOG.info("webhook project={} refused: {}", project, reason);
        refuse(
            request,
            response,
            401,
            "signature_refused",
            "The signature does not match, is missing, or is more than five minutes old.");
      }
      case Genuine(var eventId) ->
          store(
              request,
              response,
              delivery.get().store(),
              new NewEntry(connector.provider(), new StoredEvent(eventId, body)));
    }
  }

  private void store(ServerRequest request, ServerResponse response, Store store, NewEntry entry) {
    try {
      boolean fresh = store.receive(entry);
      JsonAnswer.ok(Map.of("status", fresh ? "stored" : "already stored")).send(response);
      fail.at(Step.ACKNOWLEDGED);
    } catch (InboxUnavailableException unavailable) {
      LOG.warn("webhook not stored: {}", unavailable.getMessage());
      JsonAnswer.problem(
              503,
              "not_stored",
              "The event could not be stored just now. Deliver it again.",
              RequestId.of(request))
          .withHeader("retry-after", "5")
          .send(response);
    }
  }

  private static void refuse(
      ServerRequest request, ServerResponse response, int status, String code, String message) {
    JsonAnswer.problem(status, code, message, RequestId.of(request)).send(response);
  }

  private static Map<String, String> headers(ServerRequest request) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : request.headers()) {
      headers.put(header.name().toLowerCase(Locale.ROOT), header.get());
    }
    return headers;
  }
}

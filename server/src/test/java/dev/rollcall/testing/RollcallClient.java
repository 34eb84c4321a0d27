package dev.rollcall.testing;

import static org.awaitility.Awaitility.await;

import dev.rollcall.json.Json;
import dev.rollcall.provider.StandardWebhookSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Speaks to a running server: as its operator, and as a mock provider that delivers webhooks.
public final class RollcallClient implements AutoCloseable {
  /// What mock webhooks are signed with.
  public static final String WEBHOOK_SECRET = "whsec_bW9jay13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE=";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final String apiKey;

  public RollcallClient(URI url, String apiKey) {
    this.url = url;
    this.apiKey = apiKey;
  }

  public String apiKey() {
    return apiKey;
  }

  /// Connects the default project to a mock, and waits until the first comparison is over.
  public void connect(RunningMock mock) {
    connect(mock.url(), RunningMock.KEY);
  }

  /// Connects the default project to whatever speaks as a mock does.
  public void connect(String mockUrl, String mockKey) {
    json(
        "PUT",
        "/projects/default/provider",
        Json.MAPPER.writeValueAsString(
            Map.of(
                "auth_provider",
                "mock",
                "settings",
                Map.of("url", mockUrl, "secret_key", mockKey, "webhook_secret", WEBHOOK_SECRET))));
    await().atMost(PATIENCE).until(this::isCompared);
  }

  private boolean isCompared() {
    HttpResponse<String> answer = call("GET", "/projects/default/sync", "");
    return answer.statusCode() == 200
        && Json.MAPPER.readTree(answer.body()).findPath("state").stringValue("").equals("finished");
  }

  /// Delivers a webhook, signed as of now; answers the status.
  public int deliver(String eventId, byte[] body) {
    return send(signed(eventId, body)).statusCode();
  }

  /// A signed delivery that was not sent yet.
  public HttpRequest.Builder signed(String eventId, byte[] body) {
    return signed(eventId, Instant.now(), body).POST(BodyPublishers.ofByteArray(body));
  }

  /// The same without a body and signed at another time.
  public HttpRequest.Builder signed(String eventId, Instant at, byte[] body) {
    long seconds = at.getEpochSecond();
    return HttpRequest.newBuilder(url.resolve("/webhooks/default"))
        .timeout(PATIENCE)
        .header("webhook-id", eventId)
        .header("webhook-timestamp", String.valueOf(seconds))
        .header(
            "webhook-signature",
            StandardWebhookSigner.sign(WEBHOOK_SECRET, eventId, seconds, body));
  }

  /// What became of an event, once it is settled.
  public JsonNode settled(String eventId) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> find(eventId).filter(event -> !event.path("settled_at").isNull()),
            Optional::isPresent)
        .orElseThrow();
  }

  /// An event in the inbox; empty if it was never stored.
  public Optional<JsonNode> find(String eventId) {
    for (JsonNode event : json("/projects/default/events?limit=1000").path("events")) {
      if (event.path("event_id").stringValue().equals(eventId)) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /// A row of the table, once it is there.
  public JsonNode user(String id) {
    return await()
        .atMost(PATIENCE)
        .until(() -> call("GET", "/projects/default/users/" + id, ""), a -> a.statusCode() == 200)
        .body()
        .transform(body -> Json.MAPPER.readTree(body).path("user"));
  }

  /// The JSON in a good answer.
  public JsonNode json(String path) {
    return json("GET", path, "");
  }

  public JsonNode json(String method, String path, String body) {
    HttpResponse<String> answer = call(method, path, body);
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return Json.MAPPER.readTree(answer.body());
  }

  /// A request to the management API.
  public HttpResponse<String> call(String method, String path, String body) {
    return send(
        request("/api/v2" + path)
            .header("authorization", "Bearer " + apiKey)
            .method(method, BodyPublishers.ofString(body)));
  }

  /// A request without a key.
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
  }

  /// What does not work, as a whole.
  public JsonNode troubles() {
    return Json.MAPPER.readTree(health().body()).path("troubles");
  }

  public HttpResponse<String> health() {
    return send(request("/health"));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  static boolean isHealthy(URI server) {
    try (RollcallClient client = new RollcallClient(server, "")) {
      return client.health().statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

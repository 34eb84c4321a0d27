package dev.rollcall.testing;

import dev.rollcall.api.mock.MockDoor;
import dev.rollcall.api.mock.MockProvider;
import dev.rollcall.api.mock.MockSettings;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.json.Json;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// A mock provider behind its door, on a port of its own, and a client that holds its key.
public final class RunningMock implements AutoCloseable {
  public static final String KEY = "mock_secret_key";

  private final HttpClient client = HttpClient.newHttpClient();
  private final MockProvider provider;
  private final WebServer server;

  public RunningMock(MovableClock clock) {
    this(clock, MockSettings.pulled(KEY), 7);
  }

  /// @param seed of the mock's ids
  public RunningMock(MovableClock clock, MockSettings settings, long seed) {
    HttpCaller http = new HttpCaller(new EgressGuard(true), clock);
    provider = new MockProvider(settings, http, clock, new Random(seed));
    provider.start();
    MockDoor door =
        new MockDoor(id -> id.equals("default") ? Optional.of(provider) : Optional.empty());
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing -> routing.register("/mock", door))
            .build()
            .start();
  }

  /// The mock of the project `default`.
  public String url() {
    return root() + "/default";
  }

  public String root() {
    return "http://127.0.0.1:" + server.port() + "/mock";
  }

  public HttpResponse<String> call(String method, String path) {
    return call(method, path, "");
  }

  public HttpResponse<String> call(String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("authorization", "Bearer " + KEY)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  /// The JSON in a good answer.
  public JsonNode json(String method, String path, String body) {
    HttpResponse<String> response = call(method, path, body);
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.MAPPER.readTree(response.body());
  }

  public JsonNode json(String path) {
    return json("GET", path, "");
  }

  public void create(String id) {
    json("POST", "/users", "{\"id\":\"" + id + "\",\"name\":\"" + id + "\"}");
  }

  public void behave(String mode) {
    json("PUT", "/behaviour", "{\"mode\":\"" + mode + "\"}");
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    server.stop();
    provider.close();
    client.close();
  }
}

package dev.rollcall.cli;

import dev.rollcall.json.Json;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Speaks to the management API of a running server.
final class ServerClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /// Connecting asks the provider several things, and waits for each.
  private static final Duration ANSWER = Duration.ofMinutes(3);

  private final URI url;
  private final Secret key;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  ServerClient(URI url, Secret key) {
    this.url = url;
    this.key = key;
  }

  /// An answer, good or bad.
  record Answer(int status, JsonNode body) {
    boolean good() {
      return status / 100 == 2;
    }

    /// The body of a good answer.
    ///
    /// @throws ServerRefusedException for another one
    JsonNode orRefused() {
      if (good()) {
        return body;
      }
      throw new ServerRefusedException(
          body.path("code").asString("http_" + status),
          body.path("message").asString("Rollcall answered HTTP " + status + "."));
    }
  }

  URI url() {
    return url;
  }

  JsonNode get(String path) throws InterruptedException {
    return send("GET", path, null).orRefused();
  }

  JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
    return send("POST", path, body).orRefused();
  }

  JsonNode delete(String path) throws InterruptedException {
    return send("DELETE", path, null).orRefused();
  }

  /// @param path below `/api/v2`, with [#escaped] parts
  /// @throws NoServerException if nobody answers
  Answer send(String method, String path, @Nullable Map<String, ?> body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/api/v2" + path))
            .timeout(ANSWER)
            .header("authorization", "Bearer " + key.value());
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("content-type", "application/json")
          .method(method, BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)));
    }
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          response.body().length == 0
              ? MissingNode.getInstance()
              : Json.MAPPER.readTree(response.body()));
    } catch (ConnectException nobody) {
      throw new NoServerException(
          "Nobody answers at " + url + ". If Rollcall was stopped, start it again: rollcall up");
    } catch (JacksonException notOurs) {
      throw new CommandFailedException(
          "What answers at " + url + " does not speak as Rollcall does. Check ROLLCALL_URL");
    } catch (IOException failure) {
      throw new CommandFailedException("Rollcall at " + url + " could not be asked: " + failure);
    }
  }

  /// The lines of an answer that goes on, as they come; they end when the server or the way there
  /// does. Closing it ends the answer.
  ///
  /// @param lastEventId where it is to go on; null to begin
  /// @throws ServerRefusedException for no good answer
  Stream<String> events(String path, @Nullable String lastEventId) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/api/v2" + path))
            .header("authorization", "Bearer " + key.value())
            .header("accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("last-event-id", lastEventId);
    }
    try {
      HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
      if (response.statusCode() == 200) {
        return response.body();
      }
      String body = response.body().collect(Collectors.joining("\n"));
      new Answer(response.statusCode(), Json.MAPPER.readTree(body)).orRefused();
      return Stream.empty();
    } catch (ConnectException nobody) {
      throw new NoServerException("Nobody answers at " + url + ".");
    } catch (JacksonException notOurs) {
      throw new CommandFailedException(
          "What answers at " + url + " does not speak as Rollcall does. Check ROLLCALL_URL");
    } catch (IOException failure) {
      throw new CommandFailedException("Rollcall at " + url + " could not be asked: " + failure);
    }
  }

  /// One part of a path or a query, such as a user's id.
  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

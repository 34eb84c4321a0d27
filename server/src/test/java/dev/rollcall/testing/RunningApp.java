package dev.rollcall.testing;

import dev.rollcall.app.App;
import dev.rollcall.app.Dialects;
import dev.rollcall.app.EnvFile;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A whole server with its embedded Postgres, and a client that holds its key.
public final class RunningApp implements AutoCloseable {
  private final App app;
  private final String key;
  private final HttpClient client = HttpClient.newHttpClient();

  public RunningApp(Path data) throws IOException {
    app =
        App.start(
            Settings.read(Map.of("data", data.toString(), "port", "0"), Map.of(), ConfigFile.NONE),
            Dialects.all());
    key = EnvFile.read(data.resolve("env"), "ROLLCALL_API_KEY").orElseThrow();
  }

  /// What came back.
  public record Reply(int status, HttpResponse<String> response) {
    public JsonNode json() {
      return Json.MAPPER.readTree(response.body());
    }

    public String text() {
      return response.body();
    }

    /// `status code message`, as of an error.
    public String problem() {
      return status
          + " "
          + json().path("code").stringValue("-")
          + " "
          + json().path("message").stringValue("-");
    }
  }

  public URI url() {
    return app.url();
  }

  public String key() {
    return key;
  }

  public Reply get(String path) {
    return call("GET", path, "");
  }

  /// Calls the management API.
  public Reply call(String method, String path, String body) {
    return send(method, "/api/v2" + path, body, "Bearer " + key);
  }

  /// Makes a project with a database of its own.
  public void create(String id) {
    Reply made = call("POST", "/projects", "{\"project\":{\"id\":\"" + id + "\"}}");
    if (made.status() != 201) {
      throw new AssertionError(made.problem());
    }
  }

  /// @param settings as JSON
  public Reply connect(String project, String provider, String settings) {
    return call(
        "PUT",
        "/projects/" + project + "/provider",
        "{\"auth_provider\":\"" + provider + "\",\"settings\":" + settings + "}");
  }

  /// What the mock provider needs.
  public static String settings(String url, String key) {
    return "{\"url\":\"" + url + "\",\"secret_key\":\"" + key + "\"}";
  }

  /// Calls anything.
  public Reply send(String method, String path, String body, @Nullable String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(app.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("authorization", authorization);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response);
    } catch (IOException failure) {
      throw new AssertionError(method + " " + path, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    client.close();
    app.stop();
  }
}

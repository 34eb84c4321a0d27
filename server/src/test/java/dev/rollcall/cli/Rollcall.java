package dev.rollcall.cli;

import dev.rollcall.app.App;
import dev.rollcall.app.Dialects;
import dev.rollcall.app.EnvFile;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A server in demo mode on a folder of its own, and its command line.
final class Rollcall implements AutoCloseable {
  private final Path folder;
  private final App app;
  private final HttpClient http = HttpClient.newHttpClient();

  private Rollcall(Path folder, App app) {
    this.folder = folder;
    this.app = app;
  }

  static Rollcall start(Path folder) {
    Map<String, String> flags =
        Map.of("data", folder.toString(), "port", "0", "demo", "true", "compare_every", "1h");
    return new Rollcall(
        folder, App.start(Settings.read(flags, Map.of(), ConfigFile.NONE), Dialects.all()));
  }

  /// What a command printed, and how it ended.
  record Result(int code, String out, String err) {}

  URI url() {
    return app.url();
  }

  Result run(String... arguments) {
    return runWith("", Map.of(), arguments);
  }

  /// @param input what stands on standard input
  /// @param environment besides the data folder
  Result runWith(String input, Map<String, String> environment, String... arguments) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("ROLLCALL_DATA", folder.toString());
    return execute(input, variables, arguments);
  }

  static Result execute(String input, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        RollcallCommand.run(
            new PrintWriter(out),
            new PrintWriter(err),
            new StringReader(input),
            environment,
            arguments);
    return new Result(code, out.toString(), err.toString());
  }

  String kept(String name) {
    try {
      return EnvFile.read(folder.resolve("env"), name).orElseThrow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Speaks to a project's mock provider.
  void mock(String project, String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/mock/" + project + path))
            .header("authorization", "Bearer " + kept("MOCK_SECRET_KEY"))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new AssertionError(response.statusCode() + " " + response.body());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /// Makes a user at a project's mock provider.
  void user(String project, String id, String name) {
    mock(
        project,
        "POST",
        "/users",
        """
        {"id": "%s", "name": "%s", "email": "%s@example.com"}
        """
            .formatted(id, name, id));
  }

  @Override
  public void close() {
    http.close();
    app.stop();
  }
}

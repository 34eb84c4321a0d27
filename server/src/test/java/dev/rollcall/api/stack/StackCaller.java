package dev.rollcall.api.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/// A request to the door, built header by header, and what came back.
record StackCaller(HttpClient client, int port, List<String> headers) {
  static StackCaller to(int port) {
    return new StackCaller(HttpClient.newHttpClient(), port, List.of());
  }

  StackCaller with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new StackCaller(client, port, more);
  }

  /// The headers of an SDK with the access given.
  StackCaller as(String access) {
    return with("x-stack-project-id", "p1")
        .with("x-stack-access-type", access)
        .with(
            switch (access) {
              case "server" -> "x-stack-secret-server-key";
              case "admin" -> "x-stack-super-secret-admin-key";
              default -> "x-stack-publishable-client-key";
            },
            "key-" + access);
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  HttpResponse<String> post(String path, String json) {
    return with("content-type", "application/json").send("POST", path, json);
  }

  HttpResponse<String> send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// Status, code header and body in one line, for comparing whole answers.
  static String told(HttpResponse<String> response) {
    return response.statusCode()
        + response
            .headers()
            .firstValue("x-stack-known-error")
            .map(code -> " [" + code + "]")
            .orElse("")
        + " "
        + response.body();
  }
}

package dev.rollcall.app;

import dev.rollcall.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// A client of a running server's management API, with the key in its data folder.
record Management(URI url, Path folder) {

  /// The JSON in a good answer.
  JsonNode json(String method, String path, String body) throws IOException, InterruptedException {
    String key = EnvFile.read(folder.resolve("env"), "ROLLCALL_API_KEY").orElseThrow();
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/api/v2" + path))
            .header("authorization", "Bearer " + key)
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new AssertionError(response.statusCode() + " " + response.body());
      }
      return Json.MAPPER.readTree(response.body());
    }
  }
}

package dev.rollcall.testing;

import dev.rollcall.json.Json;
import dev.rollcall.project.DatabaseLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sends SQL to `/sql`, as a driver does.
///
/// @param headers sent with every request
public record SqlClient(HttpClient http, URI url, Map<String, String> headers) {
  private static final String CONNECTION = "Neon-Connection-String";

  public SqlClient {
    headers = Map.copyOf(headers);
  }

  /// As whoever logs in with a user and password of the database.
  public static SqlClient owner(URI url, DatabaseLogin login) {
    return new SqlClient(HttpClient.newHttpClient(), url, Map.of(CONNECTION, login.url().value()));
  }

  /// The same with another header, or with another value of it.
  public SqlClient with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new SqlClient(http, url, more);
  }

  /// As a user with a token.
  public SqlClient user(String database, String token) {
    return as("authenticated", database).with("Authorization", "Bearer " + token);
  }

  /// As a role without a password.
  public SqlClient as(String role, String database) {
    return with(CONNECTION, "postgresql://" + role + "@db.example.com/" + database);
  }

  /// What came back.
  public record Reply(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public JsonNode json() {
      return Json.MAPPER.readTree(response.body());
    }

    /// The rows of a single query, or the error, as text.
    public String rows() {
      return status() == 200 ? json().path("rows").toString() : problem();
    }

    /// `status code message`.
    public String problem() {
      return status()
          + " "
          + json().path("code").asString("-")
          + " "
          + json().path("message").asString("-");
    }
  }

  public Reply query(String sql, @Nullable Object... params) {
    return post(body(sql, params));
  }

  /// Several statements as one transaction.
  public Reply batch(String... statements) {
    return post(Map.of("queries", List.of(statements).stream().map(SqlClient::body).toList()));
  }

  private static Map<String, Object> body(String sql, @Nullable Object... params) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("query", sql);
    body.put("params", params);
    return body;
  }

  public Reply post(Object body) {
    return send("POST", Json.MAPPER.writeValueAsString(body));
  }

  public Reply send(String method, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve("/sql"))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return new Reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}

package dev.rollcall.http;

import dev.rollcall.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer in JSON.
public record JsonAnswer(int status, Object body, Map<String, String> headers) {
  private static final Object NO_BODY = new Object();

  public JsonAnswer {
    headers = Map.copyOf(headers);
  }

  public static JsonAnswer of(int status, Object body) {
    return new JsonAnswer(status, body, Map.of());
  }

  /// An answer that is only a status.
  public static JsonAnswer empty(int status) {
    return of(status, NO_BODY);
  }

  public static JsonAnswer ok(Object body) {
    return of(200, body);
  }

  /// An error in the shape of Neon's: `code`, `message`, `request_id`.
  public static JsonAnswer problem(int status, String code, String message, String requestId) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code);
    body.put("message", message);
    body.put("request_id", requestId);
    return of(status, body);
  }

  public JsonAnswer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new JsonAnswer(status, body, more);
  }

  public void send(ServerResponse response) {
    response.status(Status.create(status));
    headers.forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (body == NO_BODY) {
      response.send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8");
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.create("x-content-type-options"), "nosniff");
    response.send(Json.MAPPER.writeValueAsBytes(body));
  }
}

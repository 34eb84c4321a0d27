package dev.rollcall.api.stack;

import dev.rollcall.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts an answer on the wire, with what every answer of the protocol carries.
///
/// @param id names the request in answer and log
record Reply(ServerRequest request, StackHeaders headers, ServerResponse response, String id) {
  private static final String JSON = "application/json; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  void send(StackAnswer answer) {
    boolean hidden = answer.status() >= 400 && answer.status() < 600 && headers.masksErrors();
    response.status(Status.create(hidden ? 200 : answer.status()));
    response.header(HeaderNames.CACHE_CONTROL, "no-store, max-age=0");
    Cors.allow(response, headers.hexclave());
    own("request-id", id);
    if (hidden) {
      own("actual-status", String.valueOf(answer.status()));
    }
    switch (answer) {
      case KnownError error -> known(error.name(), error.message(), null);
      case DetailedError error -> known(error.code(), error.message(), error.details());
      case JsonBody(_, var body, var extra) -> {
        add(extra);
        json(body);
      }
      case PlainText(_, var text, var extra) -> {
        add(extra);
        body(TEXT, text.getBytes(StandardCharsets.UTF_8));
      }
      case TryLater later -> {
        response.header(HeaderNames.create("retry-after"), later.seconds());
        body(TEXT, later.text().getBytes(StandardCharsets.UTF_8));
      }
      case Redirect(_, var location, var extra) -> {
        add(extra);
        response.header(HeaderNames.LOCATION, location);
        response.send();
      }
    }
  }

  private void known(String code, String message, @Nullable Map<String, @Nullable Object> details) {
    own("known-error", code);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code);
    if (details != null) {
      body.put("details", details);
    }
    body.put("error", message);
    json(body);
  }

  private void json(Object body) {
    boolean forPeople =
        request
            .headers()
            .first(HeaderNames.ACCEPT)
            .filter(it -> it.contains("text/html"))
            .isPresent();
    body(
        JSON,
        forPeople
            ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(body)
            : Json.MAPPER.writeValueAsBytes(body));
  }

  private void body(String type, byte[] bytes) {
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.send(bytes);
  }

  /// A header of the protocol; the newest SDKs get it under its new name too.
  private void own(String name, String value) {
    response.header(HeaderNames.create(StackHeaders.STACK + name), value);
    if (headers.hexclave()) {
      response.header(HeaderNames.create(StackHeaders.HEXCLAVE + name), value);
    }
  }

  private void add(List<ExtraHeader> extra) {
    extra.forEach(
        header -> response.headers().add(HeaderNames.create(header.name()), header.value()));
  }
}

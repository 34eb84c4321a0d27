package dev.rollcall.api.stack;

import dev.rollcall.http.RequestBody;
import dev.rollcall.http.RequestRefusedException;
import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import dev.rollcall.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request's body before anything is known about its shape.
///
/// @param tree empty if no body was sent
/// @param isForm whether all its values came as texts
record SentBody(Optional<JsonNode> tree, boolean isForm) {
  private static final int LIMIT = 1 << 20;
  private static final SentBody NONE = new SentBody(Optional.empty(), false);

  /// @throws StackRefusedException if it is too large, or neither JSON nor a form
  static SentBody of(ServerRequest request) {
    String method = request.prologue().method().text();
    if (method.equals("GET") || method.equals("HEAD")) {
      return NONE;
    }
    byte[] bytes = bytes(request);
    String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    int semicolon = type.indexOf(';');
    String kind =
        (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "application/json" -> new SentBody(Optional.of(json(bytes)), false);
      case "application/x-www-form-urlencoded" -> new SentBody(Optional.of(form(bytes)), true);
      default -> {
        if (bytes.length == 0) {
          yield NONE;
        }
        throw DetailedError.bodyParsing("Unknown content type in request body: " + kind).refused();
      }
    };
  }

  private static byte[] bytes(ServerRequest request) {
    try {
      return RequestBody.bytes(request, LIMIT);
    } catch (RequestRefusedException refused) {
      throw StackAnswer.plainError(
              refused.answer().status(),
              "The request body is larger than " + LIMIT + " bytes, which is the limit.")
          .refused();
    }
  }

  private static JsonNode json(byte[] bytes) {
    try {
      JsonNode tree = Json.MAPPER.readTree(bytes);
      if (tree.isMissingNode()) {
        throw notJson();
      }
      return tree instanceof ObjectNode object ? HostileJson.sanitize(object).tree() : tree;
    } catch (JacksonException | HostileJsonException unreadable) {
      throw notJson();
    }
  }

  private static StackRefusedException notJson() {
    return DetailedError.bodyParsing("Invalid JSON in request body").refused();
  }

  /// Where a name stands twice, the last one counts.
  private static JsonNode form(byte[] bytes) {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    for (String pair : new String(bytes, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        tree.put(
            decoded(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return tree;
  }

  private static String decoded(String text) {
    try {
      return HostileJson.sanitize(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notPercentEncoded) {
      throw DetailedError.bodyParsing("Invalid form in request body").refused();
    }
  }
}

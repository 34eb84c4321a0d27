package dev.rollcall.provider.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.json.Json;
import dev.rollcall.provider.NoAnswer;
import java.net.URLEncoder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What Keycloak replied, where not only success matters.
sealed interface Reply {

  record Given(JsonNode json) implements Reply {}

  /// A 404. `error` is what Keycloak's JSON says is missing; empty where it was not Keycloak that
  /// answered.
  record NotFound(String error, NoAnswer answer) implements Reply {}

  /// A 403: our credentials are good, but their roles do not suffice.
  record Forbidden(NoAnswer answer) implements Reply {}

  /// The body's JSON; missing where it is none.
  static JsonNode json(HttpAnswer answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JacksonException | NumberFormatException notJson) {
      return MissingNode.getInstance();
    }
  }

  /// Keycloak's own word for what went wrong; empty where there is none. It comes under two names.
  static String error(JsonNode body) {
    return body.path("error").asString(body.path("errorMessage").asString(""));
  }

  static String shorten(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ");
    return clean.length() > 200 ? clean.substring(0, 200) + "..." : clean;
  }

  /// `text` as one segment of a path.
  static String segment(String text) {
    return switch (text) {
      // As they stand, they would climb the path.
      case ".", ".." -> text.replace(".", "%2E");
      default -> URLEncoder.encode(text, UTF_8).replace("+", "%20");
    };
  }
}

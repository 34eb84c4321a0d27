package dev.rollcall.provider.mock;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.json.Json;
import dev.rollcall.json.JsonItems;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderClock;
import dev.rollcall.provider.mock.MockReply.Body;
import dev.rollcall.provider.mock.MockReply.Refused;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests to the mock provider.
final class MockApi {
  private final HttpCaller http;
  private final ProviderClock clock;
  private final String url;
  private final Map<String, String> headers;

  MockApi(HttpCaller http, ProviderClock clock, String url, String secretKey) {
    this.http = http;
    this.clock = clock;
    this.url = url;
    this.headers = Map.of("authorization", "Bearer " + secretKey);
  }

  /// @param what for the sentence of a [NoAnswer], such as `a user`
  /// @param path below the mock's URL, with its query
  MockReply<ObjectNode> get(String what, String path) {
    return get(what, path, "JSON", body -> Optional.ofNullable(object(body)));
  }

  /// Asks for a page of users, and does not read them.
  MockReply<JsonItems> users(String path) {
    return get("its users", path, "a list of users", body -> JsonItems.cut(body, "users"));
  }

  private <T> MockReply<T> get(
      String what, String path, String form, Function<byte[], Optional<T>> reader) {
    try {
      HttpAnswer answer = http.get(URI.create(url + path), headers);
      answer.date().ifPresent(date -> clock.observe(answer.sentAt(), answer.receivedAt(), date));
      Instant readAt = clock.at(answer.sentAt());
      return Optional.of(answer)
          .filter(good -> good.status() == 200)
          .flatMap(good -> reader.apply(good.body()))
          .<MockReply<T>>map(content -> new Body<>(content, readAt))
          .orElseGet(() -> refused(what, form, answer, readAt));
    } catch (HttpFailure failure) {
      return new Refused<>(
          null,
          clock.now(),
          new NoAnswer(
              "The mock provider was asked for "
                  + what
                  + ", without success: "
                  + failure.getMessage()));
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static <T> Refused<T> refused(
      String what, String form, HttpAnswer answer, Instant readAt) {
    @Nullable ObjectNode tree = object(answer.body());
    JsonNode code = tree == null ? null : tree.path("code");
    String status = answer.status() == 200 ? "something that is not " + form : "" + answer.status();
    return new Refused<>(
        code != null && code.isString() ? code.stringValue() : null,
        readAt,
        new NoAnswer(
            "The mock provider was asked for " + what + " and answered with " + status,
            answer.retryAfter().orElse(null),
            answer.status() == 401 || answer.status() == 403));
  }

  private static @Nullable ObjectNode object(byte[] body) {
    try {
      return Json.MAPPER.readTree(body) instanceof ObjectNode object ? object : null;
    } catch (JacksonException notJson) {
      return null;
    }
  }
}

package dev.rollcall.provider.stack;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.json.Json;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderClock;
import dev.rollcall.provider.stack.StackAnswer.Body;
import dev.rollcall.provider.stack.StackAnswer.KnownError;
import dev.rollcall.provider.stack.StackAnswer.Nothing;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests to Stack Auth's API with server access. `x-stack-override-error-status`, which would
/// hide errors behind a 200, is never sent.
final class StackApi {
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");

  private final HttpCaller http;
  private final ProviderClock clock;
  private final String url;
  private final Map<String, String> headers;

  StackApi(
      HttpCaller http, ProviderClock clock, String url, String projectId, String secretServerKey) {
    this.http = http;
    this.clock = clock;
    this.url = url;
    this.headers =
        Map.of(
            "accept",
            "application/json",
            "x-stack-access-type",
            "server",
            "x-stack-project-id",
            projectId,
            "x-stack-secret-server-key",
            secretServerKey);
  }

  /// @param what for the sentence of a [NoAnswer], such as `the list of users`
  /// @param path below `/api/v1`, with its query
  StackAnswer get(String what, String path) {
    try {
      HttpAnswer answer = http.get(URI.create(url + "/api/v1" + path), headers);
      answer.date().ifPresent(date -> clock.observe(answer.sentAt(), answer.receivedAt(), date));
      return understand(what, answer, clock.at(answer.sentAt()));
    } catch (HttpFailure failure) {
      return new Nothing(
          new NoAnswer(
              "Stack Auth was asked for " + what + ", without success: " + failure.getMessage()));
    }
  }

  private static StackAnswer understand(String what, HttpAnswer answer, Instant readAt) {
    @Nullable ObjectNode tree = object(answer.body());
    @Nullable String code = tree == null ? null : knownError(answer, tree);
    if (tree != null && code != null) {
      return new KnownError(
          answer.status(),
          code,
          tree.path("error").stringValue(""),
          readAt,
          refusal(what, answer, code));
    }
    if (answer.status() == 200 && tree != null) {
      return new Body(tree, readAt);
    }
    return new Nothing(refusal(what, answer, null));
  }

  /// The code of a known error, which stands in the body and in a header that a proxy may drop.
  private static @Nullable String knownError(HttpAnswer answer, ObjectNode tree) {
    JsonNode code = tree.path("code");
    return answer.status() >= 400
            && code.isString()
            && CODE.matcher(code.stringValue()).matches()
            && answer
                .header("x-stack-known-error")
                .orElse(code.stringValue())
                .equals(code.stringValue())
        ? code.stringValue()
        : null;
  }

  private static NoAnswer refusal(String what, HttpAnswer answer, @Nullable String code) {
    int status = answer.status();
    String said =
        code != null
            ? status + " " + code
            : status == 200 ? "something that is not its JSON" : "status " + status;
    // A project that is not there does not come with waiting either.
    boolean credentials = status == 401 || status == 403 || "PROJECT_NOT_FOUND".equals(code);
    return new NoAnswer(
        "Stack Auth was asked for " + what + " and answered with " + said,
        answer.retryAfter().orElse(null),
        credentials);
  }

  private static @Nullable ObjectNode object(byte[] body) {
    try {
      return Json.MAPPER.readTree(body) instanceof ObjectNode object ? object : null;
    } catch (JacksonException notJson) {
      return null;
    }
  }
}

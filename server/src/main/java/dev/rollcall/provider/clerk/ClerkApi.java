package dev.rollcall.provider.clerk;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.json.Json;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderClock;
import dev.rollcall.provider.clerk.ClerkReply.Nothing;
import dev.rollcall.provider.clerk.ClerkReply.Rejected;
import dev.rollcall.provider.clerk.ClerkReply.Told;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Requests to Clerk's Backend API, in the version whose description this package was written
/// after.
final class ClerkApi {
  private static final String VERSION = "2026-05-12";
  private static final Set<Integer> REJECTIONS = Set.of(400, 404, 422);
  private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");

  private final URI url;
  private final HttpCaller http;
  private final InstantSource ours;
  private final ProviderClock theirs;
  private final Map<String, String> headers;

  ClerkApi(URI url, String secretKey, HttpCaller http, InstantSource clock) {
    this.url = url;
    this.http = http;
    this.ours = clock;
    this.theirs = new ProviderClock(clock);
    this.headers =
        Map.of(
            "authorization",
            "Bearer " + secretKey,
            "accept",
            "application/json",
            "clerk-api-version",
            VERSION,
            "user-agent",
            "rollcall");
  }

  URI url() {
    return url;
  }

  /// @param what the path in words for the operator, without ids or queries
  ClerkReply get(String what, String pathAndQuery) {
    HttpAnswer answer;
    try {
      answer = http.get(URI.create(url + pathAndQuery), headers);
    } catch (HttpFailure failure) {
      return new Nothing(
          new NoAnswer("Clerk did not answer GET " + what + ": " + failure.getMessage()));
    }
    answer.date().ifPresent(date -> theirs.observe(answer.sentAt(), answer.receivedAt(), date));
    Instant readAt =
        theirs
            .now()
            .minus(Duration.between(answer.sentAt(), ours.instant()))
            .truncatedTo(ChronoUnit.MILLIS);
    JsonNode tree = parse(answer.body());
    if (answer.status() == 200) {
      return tree.isContainer()
          ? new Told(tree, readAt)
          : new Nothing(
              new NoAnswer(
                  "GET "
                      + what
                      + " brought status 200 but no JSON, so it was not Clerk that"
                      + " answered; is something in between?"));
    }
    return refusal(what, answer, errorCodes(tree), readAt);
  }

  private static ClerkReply refusal(
      String what, HttpAnswer answer, List<String> codes, Instant readAt) {
    String came = "GET " + what + " brought status " + answer.status();
    String said = codes.isEmpty() ? "" : " (" + String.join(", ", codes) + ")";
    NoAnswer reason =
        switch (answer.status()) {
          case 401, 403 ->
              new NoAnswer(
                  "Clerk refuses the secret key: " + came + said + "; set a valid one", null, true);
          case 429 ->
              new NoAnswer(
                  "Clerk asks us to slow down: " + came + said,
                  answer.retryAfter().orElse(null),
                  false);
          default ->
              new NoAnswer(
                  codes.isEmpty() ? came + ", and not from Clerk" : "Clerk refused: " + came + said,
                  answer.retryAfter().orElse(null),
                  false);
        };
    boolean deliberate = REJECTIONS.contains(answer.status()) && !codes.isEmpty();
    return deliberate
        ? new Rejected(
            answer.status() == 404 && codes.contains("resource_not_found"), readAt, reason)
        : new Nothing(reason);
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException notJson) {
      return MissingNode.getInstance();
    }
  }

  /// The codes of Clerk's own error body, `{"errors": [{"code": ...}]}`.
  private static List<String> errorCodes(JsonNode tree) {
    List<String> codes = new ArrayList<>();
    for (JsonNode error : tree.path("errors")) {
      String code = error.path("code").stringValue("");
      if (CODE.matcher(code).matches()) {
        codes.add(code);
      }
    }
    return codes;
  }
}

package dev.rollcall.api.stack;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Lets pages of any origin call: no cookie counts here, so nothing is lost by it.
final class Cors {
  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");

  /// How many names of a preflight are echoed.
  private static final int MAX_ECHOED = 64;

  private static final List<String> REQUEST_HEADERS =
      List.of(
          "content-type",
          "authorization",
          "x-stack-override-error-status",
          "x-stack-project-id",
          "x-stack-branch-id",
          "x-stack-access-type",
          "x-stack-client-version",
          "x-stack-publishable-client-key",
          "x-stack-secret-server-key",
          "x-stack-super-secret-admin-key",
          "x-stack-admin-access-token",
          "x-stack-random-nonce",
          "x-stack-access-token",
          "x-stack-refresh-token",
          "x-stack-allow-anonymous-user",
          "ngrok-skip-browser-warning",
          "baggage",
          "sentry-trace",
          "x-vercel-protection-bypass");

  private Cors() {}

  /// What every answer carries.
  static void allow(ServerResponse response, boolean hexclave) {
    set(response, "access-control-allow-origin", "*");
    set(
        response,
        "access-control-expose-headers",
        "content-type, x-stack-actual-status, x-stack-known-error"
            + (hexclave ? ", x-hexclave-actual-status, x-hexclave-known-error" : ""));
  }

  /// What the answer to a preflight carries besides.
  static void preflight(ServerRequest request, ServerResponse response) {
    Set<String> names = new LinkedHashSet<>(REQUEST_HEADERS);
    request
        .headers()
        .first(HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)
        .map(asked -> List.of(asked.toLowerCase(Locale.ROOT).split(",", -1)))
        .orElse(List.of())
        .stream()
        .map(String::strip)
        .filter(name -> HEADER_NAME.matcher(name).matches())
        .limit(MAX_ECHOED)
        .forEach(names::add);
    set(response, "access-control-allow-methods", METHODS);
    set(response, "access-control-allow-headers", String.join(", ", names));
    set(response, "access-control-max-age", "86400");
  }

  private static void set(ServerResponse response, String name, String value) {
    response.header(HeaderNames.create(name), value);
  }
}

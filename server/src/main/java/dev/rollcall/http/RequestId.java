package dev.rollcall.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.regex.Pattern;

/// The name under which a request stands in answers and in the log.
public final class RequestId {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {}

  /// The caller's own `X-Request-ID` where it sent a decent one, else one of ours.
  public static String of(ServerRequest request) {
    return request
        .headers()
        .first(HeaderNames.create("x-request-id"))
        .filter(text -> FORM.matcher(text).matches())
        .orElseGet(() -> request.socketId() + "-" + request.id());
  }
}

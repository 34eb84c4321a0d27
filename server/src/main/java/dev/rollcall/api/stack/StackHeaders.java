package dev.rollcall.api.stack;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/// A request's headers. What the newest SDKs send as `x-hexclave-…` is read as `x-stack-…`.
final class StackHeaders {
  static final String STACK = "x-stack-";
  static final String HEXCLAVE = "x-hexclave-";

  private final ServerRequest request;

  StackHeaders(ServerRequest request) {
    this.request = request;
  }

  /// A header of the protocol; an empty one counts as absent.
  ///
  /// @param name without its prefix
  Optional<String> first(String name) {
    return raw(STACK + name).or(() -> raw(HEXCLAVE + name));
  }

  Optional<String> raw(String name) {
    return request.headers().first(HeaderNames.create(name)).filter(value -> !value.isEmpty());
  }

  /// Whether the caller speaks with the new names, and so is answered with them as well.
  boolean hexclave() {
    for (Header header : request.headers()) {
      if (header.headerName().lowerCase().startsWith(HEXCLAVE)) {
        return true;
      }
    }
    return false;
  }

  /// Whether errors are to travel under status 200.
  boolean masksErrors() {
    return first("override-error-status").filter("true"::equals).isPresent();
  }
}

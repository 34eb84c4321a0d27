package dev.rollcall.app;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestId;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/// `GET /metrics`, for Prometheus: with a key of the management API, or, in development, without.
final class MetricsDoor implements HttpService {
  private static final String BEARER = "Bearer ";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final ReaderKeys keys;
  private final boolean open;
  private final Supplier<String> scrape;

  /// @param open whether no key is needed, since nobody but this machine can ask
  MetricsDoor(ReaderKeys keys, boolean open, Supplier<String> scrape) {
    this.keys = keys;
    this.open = open;
    this.scrape = scrape;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", this::answer);
  }

  private void answer(ServerRequest request, ServerResponse response) {
    if (!open && !hasKey(request)) {
      JsonAnswer.problem(
              401,
              "unauthorized",
              "An API key is needed: Authorization: Bearer <key>. rollcall key create makes one.",
              RequestId.of(request))
          .withHeader("www-authenticate", "Bearer")
          .send(response);
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, TEXT);
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.create("x-content-type-options"), "nosniff");
    response.send(scrape.get());
  }

  private boolean hasKey(ServerRequest request) {
    String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && keys.accepts(header.substring(BEARER.length()).strip());
  }
}

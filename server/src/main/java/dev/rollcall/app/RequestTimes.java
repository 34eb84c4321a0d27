package dev.rollcall.app;

import dev.rollcall.metrics.Meters;
import dev.rollcall.metrics.Metric;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Counts and times the requests that others make of us, by door and by how they ended.
final class RequestTimes implements Filter {
  private static final Metric REQUESTS =
      Metric.of(
          "rollcall.http.requests",
          "Requests to this server, from their headers to the end of their answer",
          "door",
          "status");
  private static final List<Duration> BOUNDS =
      Stream.of(5, 25, 100, 500, 1_000, 5_000).map(Duration::ofMillis).toList();

  /// By the beginning of the path. What else is asked for is of no door: whoever asks names it.
  private static final Map<String, String> DOORS =
      Map.of(
          "/webhooks/", "webhooks",
          "/api/v1/", "api_v1",
          "/api/v2/", "api_v2",
          "/sql", "sql",
          "/scim/", "scim",
          "/mock/", "mock",
          "/metrics", "metrics",
          "/health", "health");

  private final Meters meters;

  RequestTimes(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long began = System.nanoTime();
    String door = door(request.prologue().uriPath().rawPath());
    response.whenSent(() ->
        meters.time(
            REQUESTS,
            BOUNDS,
            Duration.ofNanos(System.nanoTime() - began),
            door,
            response.status().code() / 100 + "xx"));
    chain.proceed();
  }

  private static String door(String path) {
    return DOORS.entrySet().stream()
        .filter(door -> path.startsWith(door.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("other");
  }
}

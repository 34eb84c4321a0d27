package dev.rollcall.http;

import dev.rollcall.json.Json;
import io.helidon.common.tls.Tls;
import io.helidon.http.NotFoundException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: one listener, or a second one for TLS, a virtual thread a request, bounded
/// headers. What is not expected becomes a 500 that tells the caller nothing, and a line in the log
/// that tells us everything.
public final class HttpDoor {
  private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
  private static final int MAX_HEADER_BYTES = 32 << 10;
  private static final int BACKLOG = 1024;

  /// Of Java's heap, that bodies may take.
  private static final int SHARE = 8;

  private final String host;
  private final int port;
  private final @Nullable TlsListener tls;
  private final Consumer<HttpRouting.Builder> routes;
  private final BodyMemory bodies;
  private @Nullable WebServer server;
  private @Nullable WebServer secure;

  /// @param port 0 for any free one
  public HttpDoor(String host, int port, Consumer<HttpRouting.Builder> routes) {
    this(host, port, null, routes);
  }

  /// @param tls null for none
  public HttpDoor(
      String host, int port, @Nullable TlsListener tls, Consumer<HttpRouting.Builder> routes) {
    this(host, port, tls, routes, new BodyMemory(Runtime.getRuntime().maxMemory() / SHARE));
  }

  HttpDoor(
      String host,
      int port,
      @Nullable TlsListener tls,
      Consumer<HttpRouting.Builder> routes,
      BodyMemory bodies) {
    this.bodies = bodies;
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.routes = routes;
  }

  /// Listens from now on.
  ///
  /// @throws PortTakenException if the port cannot be had
  public void start() {
    server = started(builder(port).routing(this::route), port, "--port");
    TlsListener second = tls;
    if (second != null) {
      try {
        secure = started(secured(second), second.port(), "--tls-port");
      } catch (PortTakenException taken) {
        stop();
        throw taken;
      }
    }
  }

  private WebServerConfig.Builder builder(int ofThese) {
    return WebServer.builder()
        .host(host)
        .port(ofThese)
        .backlog(BACKLOG)
        .shutdownHook(false)
        .shutdownGracePeriod(Duration.ofSeconds(5))
        .addProtocol(
            Http1Config.builder()
                .maxHeadersSize(MAX_HEADER_BYTES)
                .maxPrologueLength(8 << 10)
                .build());
  }

  private WebServerConfig.Builder secured(TlsListener second) {
    return builder(second.port())
        .tls(
            Tls.builder()
                .sslContext(second.context())
                .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                .build())
        .routing(routing -> {
          if (second.forGood()) {
            routing.addFilter(HttpDoor::remember);
          }
          route(routing);
        });
  }

  private static void remember(
      FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.header("Strict-Transport-Security", "max-age=31536000");
    chain.proceed();
  }

  private WebServer started(WebServerConfig.Builder builder, int wanted, String flag) {
    WebServer fresh = builder.build();
    fresh.start();
    // Helidon logs why it could not listen, and returns as if it did.
    if (!fresh.isRunning()) {
      throw PortTakenException.because(host, wanted, flag);
    }
    return fresh;
  }

  /// Loads what a server needs, so that it is there when it is wanted. Listens to nothing.
  public static void warmUp() {
    WebServer.builder()
        .port(0)
        .routing(routing -> routing.get("/", (_, response) -> response.send()))
        .build();
    Json.MAPPER.writeValueAsBytes(List.of());
  }

  /// The port that it listens on.
  public int port() {
    WebServer running = server;
    return running == null ? port : running.port();
  }

  /// The port that it listens on for TLS; empty if it does not.
  public OptionalInt tlsPort() {
    WebServer running = secure;
    return running == null ? OptionalInt.empty() : OptionalInt.of(running.port());
  }

  /// Lets requests under way end, then closes.
  public void stop() {
    for (WebServer running : Arrays.asList(secure, server)) {
      if (running != null) {
        running.stop();
      }
    }
    secure = null;
    server = null;
  }

  private void route(HttpRouting.Builder routing) {
    routing.addFilter(bodies::filter);
    routing.error(
        RequestRefusedException.class, (_, response, refused) -> refused.answer().send(response));
    routing.error(
        NotFoundException.class,
        (request, response, _) ->
            JsonAnswer.problem(
                    404,
                    "not_found",
                    "There is no " + request.prologue().method() + " at this path.",
                    RequestId.of(request))
                .send(response));
    routing.error(
        Exception.class,
        (request, response, failure) -> {
          String id = RequestId.of(request);
          LOG.error("request={} failed", id, failure);
          JsonAnswer.problem(500, "internal_error", "Something went wrong on our side.", id)
              .send(response);
        });
    routes.accept(routing);
  }
}

package dev.rollcall.provider.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A Keycloak with the realm `acme` on a port of its own.
final class FakeKeycloak extends FakeRealm implements AutoCloseable {
  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile String tokenExpected = "";

  /// Answers that stand in for the usual ones, by path.
  final Map<String, Answer> instead = new HashMap<>();

  private final HttpServer server;
  private volatile int tokens;

  FakeKeycloak() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::exchange);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Connector connector() {
    return connector(settings -> settings);
  }

  Connector connector(UnaryOperator<Map<String, String>> settings) {
    Map<String, String> values =
        new HashMap<>(
            Map.of("url", url(), "realm", "acme", "client_id", "sync", "client_secret", "s3cret"));
    return new KeycloakDialect()
        .connector(
            new ProviderSettings(settings.apply(values)),
            new HttpCaller(new EgressGuard(true), clock),
            clock);
  }

  int tokensIssued() {
    return tokens;
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getRawPath();
      asked.add(path);
      @Nullable Answer other = instead.get(path.replace("/admin/realms/acme", ""));
      Answer answer = other != null ? other : answer(exchange, path, new String(request, UTF_8));
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange, String path, String body) {
    if (path.equals("/realms/acme/protocol/openid-connect/token")) {
      return body.contains("client_secret=s3cret") || body.contains("password=right")
          ? new Answer(200, token())
          : new Answer(
              401,
              "{\"error\":\"unauthorized_client\",\"error_description\":\"Invalid client or Invalid"
                  + " client credentials\"}");
    }
    if (path.equals("/realms/acme")) {
      return new Answer(200, "{\"realm\":\"acme\",\"token-service\":\"x\"}");
    }
    if (path.startsWith("/realms/")) {
      return new Answer(404, "{\"error\":\"Realm does not exist\"}");
    }
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!("Bearer " + tokenExpected).equals(authorization)) {
      return new Answer(401, "{\"error\":\"HTTP 401 Unauthorized\"}");
    }
    if (!path.startsWith("/admin/realms/acme")) {
      return new Answer(404, "{\"error\":\"Realm not found.\"}");
    }
    return answer(path.substring("/admin/realms/acme".length()), query(exchange));
  }

  private synchronized String token() {
    tokens++;
    String claims = "{\"jti\":\"" + tokens + "\",\"iat\":" + clock.instant().getEpochSecond() + "}";
    tokenExpected =
        "e30."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
            + ".x";
    return "{\"access_token\":\"" + tokenExpected + "\",\"expires_in\":60}";
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      query.put(sides[0], URLDecoder.decode(sides.length > 1 ? sides[1] : "", UTF_8));
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

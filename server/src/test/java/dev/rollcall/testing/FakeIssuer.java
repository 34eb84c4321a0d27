package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollcall.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Somebody who signs users in elsewhere: publishes a key set, and signs with other code than ours.
public final class FakeIssuer implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private volatile String body = "{\"keys\":[]}";
  private volatile CountDownLatch released = new CountDownLatch(0);

  public FakeIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/.well-known/jwks.json", this::keys);
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.start();
  }

  public static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException everyJdkHasTheCurve) {
      throw new IllegalStateException(everyJdkHasTheCurve);
    }
  }

  /// What the tokens have in `iss`.
  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public URI jwksUrl() {
    return URI.create(issuer() + "/.well-known/jwks.json");
  }

  public void publish(ECKey... keys) {
    answer(200, new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(keys)).toString());
  }

  /// Answers this from now on.
  public void answer(int code, String text) {
    status = code;
    body = text;
  }

  /// Lets requests wait until they are released.
  public CountDownLatch hold() {
    released = new CountDownLatch(1);
    return released;
  }

  /// How often the key set was asked for.
  public int asked() {
    return asked.get();
  }

  /// A token of this issuer for an hour.
  public String token(ECKey key, String user, Instant now, String... audiences) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", user);
    claims.put("exp", now.getEpochSecond() + 3600);
    if (audiences.length > 0) {
      claims.put("aud", audiences.length == 1 ? audiences[0] : List.of(audiences));
    }
    return sign(key, claims);
  }

  public static String sign(ECKey key, Map<String, ?> claims) {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new Payload(Json.MAPPER.writeValueAsString(claims)));
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException failure) {
      throw new IllegalStateException(failure);
    }
    return token.serialize();
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
  }

  private void keys(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.incrementAndGet();
      released.await();
      send(exchange, status, body);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void discovery(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, 200, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer(), jwksUrl()));
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("location", "/.well-known/jwks.json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

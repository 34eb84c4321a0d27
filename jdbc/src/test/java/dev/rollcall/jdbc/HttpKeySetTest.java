package dev.rollcall.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.jdbc.TokenVerdict.UnknownKey;
import dev.rollcall.jdbc.TokenVerdict.Valid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Key sets over real HTTP.
class HttpKeySetTest {
  private static final TestKey KEY = TestKey.make("k", "ES256");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Runnable::run);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private void answer(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/keys");
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  @Test
  void tokens_of_an_issuer_verify_with_the_keys_that_it_publishes() {
    answer("/keys", 200, "{\"keys\":[" + KEY.jwk() + "]}");
    IssuerKeys issuer =
        new IssuerKeys(TestKey.ISSUER, Set.of(), new HttpKeySet(address("/keys")), () -> NOW);
    TokenVerifier verifier = new TokenVerifier(TrustedKeys.of(issuer), () -> NOW);
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"ada\",\"exp\":%d}"
            .formatted(TestKey.ISSUER, NOW.getEpochSecond() + 60);

    assertThat(verifier.verify(KEY.token(claims)))
        .isInstanceOfSatisfying(Valid.class, valid -> assertThat(valid.subject()).isEqualTo("ada"));
    assertThat(verifier.verify(KEY.token(claims.replace("issuer.test", "other.test"))))
        .isInstanceOf(UnknownKey.class);
  }

  @Test
  void redirects_errors_and_floods_are_not_followed() {
    answer("/keys", 200, "{\"keys\":[" + KEY.jwk() + "]}");
    answer("/moved", 302, "");
    answer("/broken", 500, "{}");
    answer("/flood", 200, "{\"x\":\"" + "x".repeat(70_000) + "\"}");

    assertThatThrownBy(() -> new HttpKeySet(address("/moved")).fetch())
        .hasMessage(address("/moved") + " answered 302");
    assertThatThrownBy(() -> new HttpKeySet(address("/broken")).fetch())
        .hasMessage(address("/broken") + " answered 500");
    assertThatThrownBy(() -> new HttpKeySet(address("/flood")).fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void who_answers_too_slowly_is_left() {
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });

    assertThatThrownBy(() -> new HttpKeySet(address("/slow"), Duration.ofMillis(200)).fetch())
        .hasMessage(address("/slow") + " took longer than PT0.2S");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://issuer.test/keys",
        "ftp://localhost/keys",
        "https://me:secret@issuer.test/",
        "/keys"
      })
  void other_addresses_are_refused(String address) {
    assertThatIllegalArgumentException().isThrownBy(() -> new HttpKeySet(URI.create(address)));
  }
}

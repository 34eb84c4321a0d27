package dev.rollcall.provider.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.keycloak.FakeRealm.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Our token, and the time it tells.
class KeycloakTokenTest {
  private final FakeKeycloak keycloak = new FakeKeycloak();
  private final Connector connector = keycloak.connector();

  @AfterEach
  void stop() {
    keycloak.close();
  }

  @Test
  void an_expired_token_is_replaced_once() {
    keycloak.user("a", "ada", "");
    connector.fetch("a");
    keycloak.tokenExpected = "revoked";

    assertThat(connector.fetch("a")).isInstanceOf(Found.class);
    assertThat(keycloak.tokensIssued()).isEqualTo(2);
  }

  @Test
  void a_token_serves_until_shortly_before_it_expires() {
    keycloak.user("a", "ada", "");
    connector.fetch("a");
    keycloak.clock.advance(Duration.ofSeconds(49));
    connector.fetch("a");
    assertThat(keycloak.tokensIssued()).isEqualTo(1);

    keycloak.clock.advance(Duration.ofSeconds(1));
    connector.fetch("a");

    assertThat(keycloak.tokensIssued()).isEqualTo(2);
  }

  @Test
  void many_threads_ask_for_one_token() throws Exception {
    keycloak.user("a", "ada", "");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<FetchedUser>> fetches = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        fetches.add(() -> connector.fetch("a"));
      }
      for (Future<FetchedUser> fetch : threads.invokeAll(fetches)) {
        assertThat(fetch.get()).isInstanceOf(Found.class);
      }
    }

    assertThat(keycloak.tokensIssued()).isEqualTo(1);
  }

  @Test
  void refused_credentials_are_left_alone_for_a_while() {
    Connector refused =
        keycloak.connector(settings ->
            Map.of(
                "url", settings.get("url"),
                "realm", "acme",
                "client_id", "sync",
                "client_secret", "wrong"));
    NoAnswer answer =
        new NoAnswer(
            "Keycloak gave no token to the service account of the client 'sync': HTTP 401, Invalid"
                + " client or Invalid client credentials",
            null,
            true);

    assertThat(refused.fetch("a")).isEqualTo(answer);
    assertThat(refused.fetch("a")).isEqualTo(answer);
    assertThat(keycloak.asked).hasSize(1);
    keycloak.clock.advance(Duration.ofSeconds(31));
    refused.fetch("a");
    assertThat(keycloak.asked).hasSize(2);
  }

  @Test
  void a_read_is_timed_by_the_clock_that_issued_the_token() {
    keycloak.user("a", "ada", "");
    keycloak.instead.put(
        "/realms/acme/protocol/openid-connect/token",
        // iat 1800000000, and a proxy's Date that must not count beside it
        new Answer(
            200,
            "{\"access_token\":\"e30.eyJpYXQiOjE4MDAwMDAwMDB9.x\",\"expires_in\":60}",
            Map.of("Date", "Sat, 01 Jan 2000 00:00:00 GMT")));
    keycloak.tokenExpected = "e30.eyJpYXQiOjE4MDAwMDAwMDB9.x";
    connector.fetch("a");

    assertThat(((Found) connector.fetch("a")).readAt())
        .isEqualTo(Instant.ofEpochSecond(1800000000));
  }
}

package dev.rollcall.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.project.KeySets;
import dev.rollcall.testing.FakeIssuer;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.token.IssuerKeys.Found;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Key sets over real HTTP: rotated, out of reach, made of garbage.
@Timeout(30)
class IssuerKeysTest {
  @RegisterExtension final PostgresExtension postgres = TokenFixture.postgres();

  private final MovableClock clock = new MovableClock();
  private final FakeIssuer issuer = new FakeIssuer();
  private final ECKey first = FakeIssuer.key("first");
  private final ECKey second = FakeIssuer.key("second");
  private final PinnedCaller caller = new PinnedCaller(new EgressGuard(true), clock);
  private final List<URI> changes = new ArrayList<>();
  private IssuerKeys keys;

  @BeforeEach
  void open() {
    keys = server();
    keys.whenChanged(changes::add);
    issuer.publish(first);
  }

  @AfterEach
  void close() {
    issuer.close();
    caller.close();
  }

  /// A server that has just started.
  private IssuerKeys server() {
    return new IssuerKeys(new KeySets(postgres.database()), caller, clock);
  }

  private String find(IssuerKeys server, String kid) {
    return switch (server.find(issuer.jwksUrl(), kid)) {
      case Found.Key(var key) -> key.kid();
      case Found.None() -> "none";
      case Found.OutOfReach(var reason) -> reason;
    };
  }

  private String find(String kid) {
    return find(keys, kid);
  }

  private void refresh() {
    keys.refresh(List.of(issuer.jwksUrl()));
  }

  @Test
  void a_set_is_fetched_once_and_then_every_five_minutes() {
    assertThat(find("first")).isEqualTo("first");
    assertThat(find("first")).isEqualTo("first");
    refresh();
    assertThat(issuer.asked()).isEqualTo(1);

    clock.advance(Duration.ofMinutes(5));
    refresh();
    refresh();
    assertThat(issuer.asked()).isEqualTo(2);
    assertThat(changes).containsExactly(issuer.jwksUrl());
  }

  @Test
  void what_another_server_has_fetched_is_not_fetched_again() {
    find("first");
    IssuerKeys other = server();
    find(other, "first");
    issuer.publish(first, second);
    clock.advance(Duration.ofMinutes(5));

    other.refresh(List.of(issuer.jwksUrl()));
    refresh();

    assertThat(issuer.asked()).isEqualTo(2);
    assertThat(find("second")).isEqualTo("second");
    assertThat(issuer.asked()).isEqualTo(2);
    assertThat(changes).hasSize(2);
  }

  @Test
  void without_refreshing_a_set_is_used_for_ten_minutes() {
    find("first");
    issuer.publish(second);

    clock.advance(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(find("first")).isEqualTo("first");
    clock.advance(Duration.ofSeconds(1));
    assertThat(find("first")).isEqualTo("none");
  }

  @Test
  void a_new_key_is_fetched_when_it_is_first_seen_and_the_old_one_counts_while_it_is_published() {
    find("first");
    issuer.publish(first, second);

    assertThat(find("second")).isEqualTo("second");
    assertThat(find("first")).isEqualTo("first");
    assertThat(issuer.asked()).isEqualTo(2);

    issuer.publish(second);
    clock.advance(Duration.ofMinutes(5));
    refresh();
    assertThat(find("first")).isEqualTo("none");
    assertThat(changes).hasSize(3);
  }

  @Test
  void made_up_names_cost_one_request_a_minute() {
    find("first");
    for (int i = 0; i < 10; i++) {
      assertThat(find("made-up-" + i)).isEqualTo("none");
    }
    assertThat(issuer.asked()).isEqualTo(2);

    clock.advance(Duration.ofMinutes(1));
    find("made-up");
    find("made-up");
    assertThat(issuer.asked()).isEqualTo(3);
  }

  @Test
  void a_hundred_unknown_names_at_once_are_one_request() throws Exception {
    find("first");
    issuer.publish(first, second);
    CountDownLatch held = issuer.hold();

    List<Future<String>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch started = new CountDownLatch(100);
      for (int i = 0; i < 100; i++) {
        String kid = i % 2 == 0 ? "second" : "unknown-" + i;
        answers.add(
            threads.submit(() -> {
              started.countDown();
              return find(kid);
            }));
      }
      started.await();
      assertThat(find("first")).isEqualTo("first");
      held.countDown();
    }

    assertThat(issuer.asked()).isEqualTo(2);
    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0 ? "second" : "none");
    }
  }

  @Test
  void while_it_is_out_of_reach_the_last_good_set_counts_for_a_day_over_a_restart_too() {
    find("first");
    issuer.answer(503, "");
    clock.advance(Duration.ofHours(24).minusSeconds(1));

    assertThat(find("first")).isEqualTo("first");
    IssuerKeys restarted = server();
    assertThat(find(restarted, "first")).isEqualTo("first");

    clock.advance(Duration.ofSeconds(1));
    String reason = issuer.jwksUrl() + " answered HTTP 503";
    assertThat(find("first")).isEqualTo(reason);
    assertThat(find(restarted, "first")).isEqualTo(reason);
    assertThat(keys.current(issuer.jwksUrl())).isEmpty();
    assertThat(new KeySets(postgres.database()).find(issuer.jwksUrl()).failure()).isEqualTo(reason);

    issuer.publish(first);
    clock.advance(Duration.ofMinutes(1));
    assertThat(find("first")).isEqualTo("first");
  }

  @Test
  void what_is_no_key_set_is_as_good_as_no_answer() {
    find("first");
    String url = issuer.jwksUrl().toString();
    List<List<String>> garbage =
        List.of(
            List.of("<html>", "what is there is no JSON"),
            List.of("[]", "what is there is no key set: it has no list 'keys'"),
            List.of("{\"keys\":{}}", "what is there is no key set: it has no list 'keys'"),
            List.of(
                "{\"keys\":[" + "{},".repeat(100) + "{}]}",
                "the set has 101 keys, and 100 is the most"),
            List.of(
                " ".repeat(65_537),
                url.replace("/.well-known/jwks.json", "")
                    + ": the answer is larger than 65536 bytes"));
    for (List<String> one : garbage) {
      issuer.answer(200, one.getFirst());
      assertThat(keys.fetch(issuer.jwksUrl())).contains(one.getLast());
      assertThat(find("first")).isEqualTo("first");
    }
    issuer.answer(302, "");
    assertThat(keys.fetch(issuer.jwksUrl()))
        .contains(url + " answered HTTP 302, and redirects are not followed");
    issuer.answer(200, "{\"keys\":[]}");
    assertThat(keys.fetch(issuer.jwksUrl()))
        .contains("no key at " + url + " can be used: there is none");
    assertThat(find("first")).isEqualTo("none");
  }

  @Test
  void a_name_stays_the_key_that_it_was_over_a_restart_too() {
    find("first");
    ECKey impostor = FakeIssuer.key("first");
    issuer.publish(impostor, second);
    clock.advance(Duration.ofMinutes(5));
    refresh();

    assertThat(find("first")).isEqualTo("none");
    assertThat(find("second")).isEqualTo("second");
    IssuerKeys restarted = server();
    assertThat(find(restarted, "first")).isEqualTo("none");

    issuer.publish(first);
    clock.advance(Duration.ofMinutes(5));
    refresh();
    assertThat(find("first")).isEqualTo("first");
  }

  @Test
  void private_keys_are_not_used_even_if_they_are_published() {
    issuer.answer(200, "{\"keys\":[" + first.toJSONString() + "]}");

    assertThat(keys.fetch(issuer.jwksUrl()).orElseThrow())
        .contains("the key 'first': It holds private or symmetric key material");
    assertThat(find("first")).isEqualTo("none");
  }

  @Test
  void outside_of_development_addresses_within_are_not_called() {
    try (PinnedCaller strict = new PinnedCaller(new EgressGuard(false), clock)) {
      IssuerKeys production = new IssuerKeys(new KeySets(postgres.database()), strict, clock);

      assertThat(production.fetch(issuer.jwksUrl()).orElseThrow())
          .endsWith(": only https is allowed");
      assertThat(
              production
                  .fetch(URI.create(issuer.jwksUrl().toString().replace("http:", "https:")))
                  .orElseThrow())
          .endsWith(": private addresses are only called where the operator set the URL");
    }
    assertThat(issuer.asked()).isZero();
  }
}

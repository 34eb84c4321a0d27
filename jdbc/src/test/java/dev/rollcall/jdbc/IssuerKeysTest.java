package dev.rollcall.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.jdbc.TrustedKeys.Lookup;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Found;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Unavailable;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Unknown;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long an issuer's keys count, and when they are fetched.
class IssuerKeysTest {
  private static final TestKey OLD = TestKey.make("old", "ES256");
  private static final TestKey NEW = TestKey.make("new", "EdDSA");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final AtomicReference<String> published = new AtomicReference<>(set(OLD));
  private final AtomicInteger fetched = new AtomicInteger();
  private final IssuerKeys keys =
      new IssuerKeys(TestKey.ISSUER, Set.of("app"), this::fetch, now::get);

  private byte[] fetch() throws IOException {
    fetched.incrementAndGet();
    if (published.get().equals("down")) {
      throw new IOException("no answer");
    }
    return published.get().getBytes(UTF_8);
  }

  private static String set(TestKey... keys) {
    return Stream.of(keys).map(TestKey::jwk).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  private Lookup find(String kid) {
    return keys.find(TestKey.ISSUER, kid);
  }

  private void advance(Duration time) {
    now.updateAndGet(then -> then.plus(time));
  }

  private static Found found(TestKey key) {
    return new Found(key.trusted().onlyFor("app"));
  }

  @Test
  void a_copy_is_good_for_ten_minutes() {
    assertThat(find("old")).isEqualTo(found(OLD));
    advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(find("old")).isEqualTo(found(OLD));
    assertThat(fetched).hasValue(1);
    advance(Duration.ofMillis(1));
    assertThat(find("old")).isEqualTo(found(OLD));
    assertThat(fetched).hasValue(2);
  }

  @Test
  void a_new_key_counts_when_it_is_first_seen_and_one_that_is_gone_no_more() {
    assertThat(find("old")).isEqualTo(found(OLD));
    published.set(set(NEW));

    assertThat(find("new")).isEqualTo(found(NEW));
    assertThat(find("old")).isEqualTo(new Unknown());
    assertThat(fetched).hasValue(2);
  }

  @Test
  void made_up_kids_cost_one_fetch_a_minute() {
    for (int i = 0; i < 100; i++) {
      assertThat(find("made up " + i)).isEqualTo(new Unknown());
    }
    assertThat(fetched).hasValue(2);
    advance(Duration.ofMinutes(1));
    assertThat(find("made up")).isEqualTo(new Unknown());
    assertThat(find("made up, too")).isEqualTo(new Unknown());
    assertThat(fetched).hasValue(3);
  }

  @Test
  void keys_outlive_an_outage_by_a_day_and_no_longer() {
    assertThat(find("old")).isEqualTo(found(OLD));
    published.set("down");

    advance(Duration.ofDays(1).minusMillis(1));
    assertThat(find("old")).isEqualTo(found(OLD));
    assertThat(find("new"))
        .isEqualTo(
            new Unavailable(
                "The keys of https://issuer.test that are known are old, and this one is not among"
                    + " them. Fetching them failed: no answer"));
    advance(Duration.ofMillis(1));
    assertThat(find("old"))
        .isEqualTo(
            new Unavailable(
                "The keys of https://issuer.test cannot be had. Fetching them failed: no answer"));
    published.set(set(OLD));
    advance(Duration.ofSeconds(10));
    assertThat(find("old")).isEqualTo(found(OLD));
  }

  @Test
  void an_issuer_that_is_down_is_not_asked_by_every_request() {
    published.set("down");

    for (int i = 0; i < 10; i++) {
      assertThat(find("old")).isInstanceOf(Unavailable.class);
    }
    // The first time, and once for a kid that is not known.
    assertThat(fetched).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]",
        "{\"keys\":[]}}",
        "MANY",
        "LARGE"
      })
  void garbage_does_not_take_the_keys_away(String garbage) {
    assertThat(find("old")).isEqualTo(found(OLD));
    published.set(
        switch (garbage) {
          case "MANY" -> set(Stream.generate(() -> NEW).limit(101).toArray(TestKey[]::new));
          case "LARGE" ->
              set(NEW).replace("{\"keys\"", "{\"x\":\"" + "x".repeat(65536) + "\",\"keys\"");
          default -> garbage;
        });

    advance(Duration.ofMinutes(11));
    assertThat(find("old")).isEqualTo(found(OLD));
    assertThat(find("new")).isInstanceOf(Unavailable.class);
    assertThat(keys.state().failure()).startsWith("The key set ");
  }

  @Test
  void keys_that_must_not_be_trusted_are_left_out_and_the_others_are_not() {
    published.set(
        "{\"keys\":[1,%s,%s,%s]}"
            .formatted(
                NEW.jwk().replace("}", ",\"d\":\"AA\"}"),
                OLD.jwk(),
                TestKey.make("old", "ES256").jwk()));

    assertThat(find("old")).isEqualTo(found(OLD));
    assertThat(find("new")).isEqualTo(new Unknown());
    assertThat(keys.state().leftOut())
        .containsExactly(
            "Key 1: It is no JSON object",
            "Key 2 ('new'): It holds private or symmetric key material, which nobody should publish",
            "Key 4 ('old'): Another key of this set has the same kid");
  }

  @Test
  void a_kid_never_becomes_another_key() {
    assertThat(find("old")).isEqualTo(found(OLD));
    published.set(set(TestKey.make("old", "ES256"), NEW));
    keys.refresh();

    assertThat(find("old")).isEqualTo(new Unknown());
    assertThat(find("new")).isEqualTo(found(NEW));
    assertThat(keys.state().leftOut())
        .containsExactly("Key 'old': It was another key before, and a kid stays what it was");
    published.set(set(OLD));
    keys.refresh();
    assertThat(find("old")).isEqualTo(found(OLD));
  }

  @Test
  void what_was_fetched_before_a_restart_counts_until_it_is_a_day_old() {
    published.set("down");
    keys.begin(set(OLD).getBytes(UTF_8), now.get().minus(Duration.ofHours(23)));

    assertThat(find("old")).isEqualTo(found(OLD));
    advance(Duration.ofHours(1));
    assertThat(find("old")).isInstanceOf(Unavailable.class);
  }

  @Test
  void another_issuer_is_not_asked_for() {
    assertThat(keys.find(TestKey.ISSUER + "/", "old")).isEqualTo(new Unknown());
    assertThat(fetched).hasValue(0);
  }

  @Test
  void a_hundred_who_ask_at_once_for_a_new_key_get_it_by_one_fetch()
      throws InterruptedException, ExecutionException {
    CountDownLatch asking = new CountDownLatch(100);
    IssuerKeys slow =
        new IssuerKeys(
            TestKey.ISSUER,
            Set.of("app"),
            () -> {
              if (fetched.get() == 1) {
                asking.await();
              }
              return fetch();
            },
            now::get);
    assertThat(slow.find(TestKey.ISSUER, "old")).isEqualTo(found(OLD));
    published.set(set(OLD, NEW));

    List<Callable<Lookup>> callers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      callers.add(() -> {
        asking.countDown();
        return slow.find(TestKey.ISSUER, "new");
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Lookup> answer : threads.invokeAll(callers)) {
        assertThat(answer.get()).isEqualTo(found(NEW));
      }
    }
    assertThat(fetched).hasValue(2);
  }
}

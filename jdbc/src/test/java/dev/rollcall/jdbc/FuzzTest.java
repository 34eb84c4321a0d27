package dev.rollcall.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rollcall.jdbc.TokenVerdict.Valid;
import dev.rollcall.jdbc.TrustedKeys.Lookup;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever is read from strangers, changed at random: nothing throws, and no changed token is
/// believed. A failure names its seed.
class FuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String CLAIMS =
      "{\"iss\":\"%s\",\"sub\":\"ada\",\"aud\":[\"a\"],\"nbf\":1.5,\"exp\":%d}"
          .formatted(TestKey.ISSUER, NOW.getEpochSecond() + 60);

  private final List<TestKey> keys =
      List.of(
          TestKey.make("es", "ES256"), TestKey.make("ed", "EdDSA"), TestKey.make("rs", "RS256"));

  @Test
  void a_few_hundred_changes() {
    for (long seed = 0; seed < 300; seed++) {
      change(seed);
    }
  }

  @Test
  @Tag("slow")
  void as_many_changes_as_there_is_time_for() {
    long seconds = System.getProperty("dose", "short").equals("long") ? 600 : 20;
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long first = System.nanoTime();
    for (long seed = first; System.nanoTime() < end; seed++) {
      change(seed);
    }
  }

  private void change(long seed) {
    TestKey key = keys.get((int) Math.floorMod(seed, (long) keys.size()));
    TrustedKey trusted = key.trusted();
    TokenVerifier verifier = new TokenVerifier((_, _) -> new Lookup.Found(trusted), () -> NOW);
    Mutation mutation = new Mutation(seed);
    String token = key.token(CLAIMS);
    assertThatCode(
            () -> {
              assertThat(verifier.verify(token)).isInstanceOf(Valid.class);
              String changed = mutation.of(token);
              assertThat(verifier.verify(changed)).as(changed).isNotInstanceOf(Valid.class);
              // Well signed, whatever it says: nothing is said of the answer, but there is one.
              assertThat(verifier.verify(key.token(mutation.of(CLAIMS)))).isNotNull();
              assertThat(
                      verifier.verify(
                          key.token(mutation.of("{\"alg\":\"ES256\",\"kid\":\"es\"}"), CLAIMS)))
                  .isNotNull();
              assertThat(Jwk.read(mutation.of(key.jwk()), null, Set.of())).isNotNull();
              assertThat(
                      KeySet.read(
                          mutation.of("{\"keys\":[" + key.jwk() + "]}").getBytes(UTF_8), Set.of()))
                  .isNotNull();
            })
        .as("seed %d", seed)
        .doesNotThrowAnyException();
  }
}

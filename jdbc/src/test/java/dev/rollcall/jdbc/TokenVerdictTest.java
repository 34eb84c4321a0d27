package dev.rollcall.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.jdbc.TokenVerdict.Expired;
import dev.rollcall.jdbc.TokenVerdict.ForOthers;
import dev.rollcall.jdbc.TokenVerdict.Refused;
import dev.rollcall.jdbc.TokenVerdict.Undecided;
import dev.rollcall.jdbc.TokenVerdict.UnknownKey;
import dev.rollcall.jdbc.TokenVerdict.Valid;
import dev.rollcall.jdbc.TrustedKeys.Lookup;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which tokens are believed. That Postgres says the same stands in the server's tests.
class TokenVerdictTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long EXPIRES = START.getEpochSecond() + 600;
  private static final String CLAIMS =
      "{\"iss\":\"%s\",\"sub\":\"ada\",\"exp\":%d}".formatted(TestKey.ISSUER, EXPIRES);

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Map<String, TrustedKey> published = new HashMap<>();
  private final TokenVerifier verifier = new TokenVerifier(this::find, now::get);
  private final TestKey key = TestKey.make("k", "ES256");

  private Lookup find(String issuer, String kid) {
    TrustedKey found = published.get(kid);
    return found == null || !issuer.equals(TestKey.ISSUER)
        ? new Lookup.Unknown()
        : new Lookup.Found(found);
  }

  private TokenVerdict verify(String claims) {
    published.put("k", key.trusted());
    return verifier.verify(key.token(claims));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
      })
  void a_token_of_every_algorithm_tells_whose_it_is_and_an_altered_one_nothing(String alg) {
    TestKey signing = TestKey.make("k", alg);
    published.put("k", signing.trusted());
    String token = signing.token(CLAIMS);
    int at = token.lastIndexOf('.') + 9;
    String altered =
        token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);

    TokenVerdict valid =
        new Valid(
            CLAIMS,
            "ada",
            TestKey.ISSUER,
            List.of(),
            "k",
            Instant.ofEpochSecond(EXPIRES).plusSeconds(60));
    assertThat(verifier.verify(token)).isEqualTo(valid);
    assertThat(verifier.verify(token)).isEqualTo(valid);
    assertThat(verifier.verify(altered)).isEqualTo(new Refused("its signature is wrong"));
    assertThat(verifier.verify(TestKey.make("k", alg).token(CLAIMS)))
        .isEqualTo(new Refused("its signature is wrong"));
  }

  @Test
  void a_good_token_is_refused_as_soon_as_its_key_is_gone_or_another() {
    published.put("k", key.trusted());
    String token = key.token(CLAIMS);

    assertThat(verifier.verify(token)).isInstanceOf(Valid.class);
    published.put("k", TestKey.make("k", "ES256").trusted());
    assertThat(verifier.verify(token)).isEqualTo(new Refused("its signature is wrong"));
    published.clear();
    assertThat(verifier.verify(token)).isEqualTo(new UnknownKey(TestKey.ISSUER, "k", List.of()));
    published.put("k", key.trusted());
    assertThat(verifier.verify(token)).isInstanceOf(Valid.class);
  }

  @Test
  void a_token_ends_a_minute_after_its_exp_whether_it_was_seen_before_or_not() {
    published.put("k", key.trusted());
    String seen = key.token(CLAIMS);
    String unseen = key.token(CLAIMS);
    Expired expired = new Expired(Instant.ofEpochSecond(EXPIRES + 60));

    now.set(expired.at().minusNanos(1));
    assertThat(verifier.verify(seen)).isInstanceOf(Valid.class);
    now.set(expired.at());
    assertThat(verifier.verify(seen)).isEqualTo(expired);
    assertThat(verifier.verify(unseen)).isEqualTo(expired);
  }

  @Test
  void nothing_is_said_while_the_keys_are_out_of_reach() {
    published.put("k", key.trusted());
    String token = key.token(CLAIMS);

    assertThat(verifier.verify(token)).isInstanceOf(Valid.class);
    assertThat(verifier.verify(token, (_, _) -> new Lookup.Unavailable("No answer")))
        .isEqualTo(new Undecided("No answer"));
  }

  @Test
  void the_key_decides_whom_tokens_must_be_for_at_every_look() {
    String array = "{\"aud\":[1,\"shop\",\"app\"]," + CLAIMS.substring(1);
    String token = key.token(array);

    published.put("k", key.trusted().onlyFor("app"));
    assertThat(verifier.verify(token))
        .isInstanceOfSatisfying(
            Valid.class, valid -> assertThat(valid.audiences()).containsExactly("shop", "app"));
    assertThat(verifier.verify(key.token(CLAIMS))).isEqualTo(new ForOthers(List.of()));
    published.put("k", key.trusted().onlyFor("other"));
    assertThat(verifier.verify(token)).isEqualTo(new ForOthers(List.of("shop", "app")));
  }

  @Test
  void a_key_verifies_in_its_own_way_only() {
    TestKey rsa = TestKey.make("k", "RS256");
    published.put("k", rsa.trusted());

    assertThat(verifier.verify(new TestKey("k", "PS256", rsa.pair()).token(CLAIMS)))
        .isEqualTo(new Refused("it is not signed in the way of its key"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "exp":%d     | "exp":"%d"              | its times are not numbers
          "exp":%d     | "exp":null              | its times are not numbers
          "exp":%d     | "exp":%d,"nbf":"0"      | its times are not numbers
          "exp":%d     | "n":%d                  | it has no exp
          "exp":%d     | "exp":1e300             | it would be good for longer than PT24H
          "exp":%d     | "exp":%d,"nbf":%d       | it is not good yet
          "exp":%d     | "exp":%d,"iat":%d       | it is not good yet
          "sub":"ada"  | "sub":""                | it names no subject
          "sub":"ada"  | "sub":["ada"]           | it names no subject
          "iss":       | "issuer":               | it names no issuer
          {"iss"       | [{"iss"                 | its claims are no JSON object
          """)
  void claims_that_do_not_count_are_told_apart(String part, String instead, String reason) {
    String claims =
        CLAIMS.replace(part.replace("%d", "" + EXPIRES), instead.replace("%d", "" + EXPIRES));

    assertThat(verify(claims)).isEqualTo(new Refused(reason));
  }
}

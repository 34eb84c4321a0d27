package dev.rollcall.token;

import static dev.rollcall.token.TokenFixture.AUDIENCE;
import static dev.rollcall.token.TokenFixture.OTHER;
import static dev.rollcall.token.TokenFixture.OTHER_AUDIENCE;
import static dev.rollcall.token.TokenFixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.token.Verification.Expired;
import dev.rollcall.token.Verification.ForAnotherProject;
import dev.rollcall.token.Verification.Unparsable;
import dev.rollcall.token.Verification.Valid;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which tokens are ours, and what is said of the others.
class TokenVerifierTest {
  @RegisterExtension final PostgresExtension postgres = TokenFixture.postgres();

  private TokenFixture tokens;
  private KeyRing ring;
  private TokenVerifier verifier;

  @BeforeEach
  void start() {
    tokens = new TokenFixture(postgres.database());
    ring = tokens.server();
    verifier = tokens.verifier(ring);
  }

  @Test
  void a_token_of_ours_tells_whose_it_is() throws ParseException {
    String token = tokens.token(ring);

    Verification first = verify(token);

    assertThat(first)
        .isEqualTo(
            new Valid(
                "user-1",
                AUDIENCE,
                "session-1",
                MovableClock.START,
                MovableClock.START.plus(Duration.ofMinutes(10)),
                JWSObject.parse(token).getPayload().toString()));
    assertThat(verify(token)).isEqualTo(first);
    verifier.forget(JWSObject.parse(token).getHeader().getKeyID());
    assertThat(verify(token)).isEqualTo(first);
  }

  @Test
  void a_token_expires_to_the_second_whether_it_was_seen_before_or_not() {
    String seen = tokens.token(ring);
    String unseen = tokens.token(ring, PROJECT, AUDIENCE, TokenShape.TYPED);

    tokens.advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(verify(seen)).isInstanceOf(Valid.class);
    tokens.advance(Duration.ofMillis(1));

    assertThat(verify(seen)).isEqualTo(new Expired(tokens.clock.instant()));
    assertThat(verify(unseen)).isEqualTo(new Expired(tokens.clock.instant()));
  }

  @Test
  void a_token_of_another_project_is_named_as_such() {
    String foreign = tokens.token(ring, OTHER, OTHER_AUDIENCE, TokenShape.JUNE_2025);
    String mislabelled = tokens.token(ring, PROJECT, OTHER_AUDIENCE, TokenShape.JUNE_2025);
    ForAnotherProject refusal = new ForAnotherProject(AUDIENCE, OTHER_AUDIENCE);

    assertThat(verifier.verify(OTHER, OTHER_AUDIENCE, foreign)).isInstanceOf(Valid.class);
    assertThat(verify(foreign)).isEqualTo(refusal);
    assertThat(verify(mislabelled)).isEqualTo(refusal);
  }

  @Test
  void another_projects_key_signs_nothing_for_this_one() {
    String forged = tokens.token(ring, OTHER, AUDIENCE, TokenShape.JUNE_2025);

    assertThat(verifier.verify(OTHER, AUDIENCE, forged)).isInstanceOf(Valid.class);
    assertThat(verify(forged)).isEqualTo(new Unparsable("its key is not one of this project's"));
  }

  @Test
  void a_changed_token_is_refused() {
    String token = tokens.token(ring);
    String[] parts = token.split("\\.", -1);
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String raised = base64(payload.replace("user-1", "user-2"));
    Unparsable wrong = new Unparsable("its signature is wrong");

    assertThat(verify(token)).isInstanceOf(Valid.class);
    assertThat(verify(parts[0] + "." + raised + "." + parts[2])).isEqualTo(wrong);
    assertThat(verify(parts[0] + "." + parts[1] + "." + base64(new String(new char[64]))))
        .isEqualTo(wrong);
    assertThat(verify(parts[0] + "." + parts[1] + "." + parts[2].substring(0, 40)))
        .isEqualTo(wrong);
  }

  @Test
  void a_token_has_one_spelling() {
    String token = tokens.token(ring);
    Unparsable spelt = new Unparsable("it is not a header, claims and a signature in Base64url");

    assertThat(verify(token + "!")).isEqualTo(spelt);
    assertThat(verify(token + "=")).isEqualTo(spelt);
    assertThat(verify(" " + token)).isEqualTo(spelt);
    assertThat(verify(token + "." + token)).isEqualTo(spelt);
  }

  @Test
  void the_public_key_is_no_shared_secret() throws JOSEException {
    ECKey key = ring.signing(PROJECT);
    for (byte[] known :
        new byte[][] {
          key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
          key.toECPublicKey().getEncoded(),
          ring.jwks(PROJECT).getBytes(StandardCharsets.UTF_8)
        }) {
      JWSObject forged =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), payload());
      forged.sign(new MACSigner(known));

      assertThat(verify(forged.serialize()))
          .isEqualTo(new Unparsable("it is not signed in the way of its key"));
    }
  }

  @Test
  void a_token_that_brings_its_own_key_is_refused() throws JOSEException {
    ECKey own = new ECKeyGenerator(Curve.P_256).generate();
    JWSObject forged =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(ring.signing(PROJECT).getKeyID())
                .jwk(own.toPublicJWK())
                .build(),
            payload());
    forged.sign(new ECDSASigner(own));

    assertThat(verify(forged.serialize())).isEqualTo(new Unparsable("its signature is wrong"));
  }

  @Test
  void a_critical_header_that_nobody_here_understands_is_not_passed_over() throws JOSEException {
    ECKey key = ring.signing(PROJECT);
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .criticalParams(Set.of("x"))
                .customParam("x", 1)
                .build(),
            payload());
    token.sign(new ECDSASigner(key));

    assertThat(verify(token.serialize()))
        .isEqualTo(new Unparsable("its header is not that of a signed token"));
  }

  @Test
  void a_key_must_be_named() throws JOSEException {
    JWSObject nameless = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), payload());
    nameless.sign(new ECDSASigner(ring.signing(PROJECT)));

    assertThat(verify(nameless.serialize())).isEqualTo(new Unparsable("it names no key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\",\"kid\":\"a\"}",
        "{\"alg\":1}",
        "{\"alg\":null,\"kid\":null}",
        "{\"alg\":\"ES256\",\"kid\":null}",
        "{\"alg\":\"ES256\",\"kid\":{}}",
        "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\",\"kid\":\"a\"}",
        "[]",
        "null",
        "",
        "{"
      })
  void no_other_header_passes(String header) {
    String payload = base64(payload().toString());

    assertThat(verify(base64(header) + "." + payload + ".AAAA")).isInstanceOf(Unparsable.class);
    assertThat(verify(base64(header) + "." + payload + ".")).isInstanceOf(Unparsable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"sub\":\"u\",\"aud\":[\"a\"],\"refreshTokenId\":\"s\",\"iat\":1,\"exp\":2}",
        "{\"sub\":\"u\",\"aud\":\"a\",\"refreshTokenId\":\"s\",\"iat\":1,\"exp\":\"2\"}",
        "{\"sub\":\"u\",\"aud\":\"a\",\"refreshTokenId\":\"s\",\"iat\":1,\"exp\":1e400}",
        "{\"sub\":\"u\",\"aud\":\"a\",\"refreshTokenId\":\"s\",\"iat\":1,\"exp\":9223372036854775807}"
      })
  void claims_of_another_kind_are_refused(String claims) throws JOSEException {
    ECKey key = ring.signing(PROJECT);
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new Payload(claims));
    token.sign(new ECDSASigner(key));

    assertThat(verify(token.serialize())).isInstanceOf(Unparsable.class);
  }

  @Test
  void a_huge_or_deep_token_is_refused() {
    String deep = "[".repeat(6_000);

    assertThat(verify("a".repeat(20_000)))
        .isEqualTo(new Unparsable("it is longer than 16384 characters"));
    assertThat(verify(base64("{\"alg\":" + deep) + ".AAAA.AAAA")).isInstanceOf(Unparsable.class);
    assertThat(verify(base64("{\"alg\":\"ES256\",\"kid\":\"a\"}") + "." + base64(deep) + ".AAAA"))
        .isInstanceOf(Unparsable.class);
  }

  private Verification verify(String token) {
    return verifier.verify(PROJECT, AUDIENCE, token);
  }

  private Payload payload() {
    long now = tokens.clock.instant().getEpochSecond();
    return new Payload(
        """
        {"iss":"https://auth.example.com","sub":"user-1","aud":"%s","refreshTokenId":"s","iat":%d,"exp":%d}
        """
            .formatted(AUDIENCE, now, now + 600));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

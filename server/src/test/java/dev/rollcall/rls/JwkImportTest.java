package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.rls.JwkImport.Answer.Refused;
import dev.rollcall.rls.JwkImport.Answer.Trusted;
import dev.rollcall.testing.PostgresExtension;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// Which keys are trusted, and which are not.
@Tag("slow")
class JwkImportTest {
  private static final BigInteger GENERATOR = BigInteger.valueOf(65537);

  @RegisterExtension
  final PostgresExtension postgres = RlsFixture.databases(new PostgresExtension());

  private JwkImport.Answer trust(ObjectNode jwk) {
    return new JwkImport(postgres.database()).trust(SigningKey.ISSUER, jwk, List.of(), null);
  }

  private static ObjectNode jwk(String alg) {
    return (ObjectNode) SigningKey.make("k", alg).jwk();
  }

  @Test
  void a_kid_stays_the_key_it_was() {
    ObjectNode first = jwk("ES256");

    JwkImport.Answer once = trust(first);

    assertThat(once).isInstanceOf(Trusted.class);
    assertThat(trust(first)).isEqualTo(once);
    assertThat(trust(jwk("ES256")))
        .isEqualTo(
            new Refused(
                "Postgres refused it: ERROR: kid k of "
                    + SigningKey.ISSUER
                    + " is already bound to another key"));
  }

  @Test
  void a_weak_key_of_infineons_is_refused_and_a_sound_one_is_not() {
    Random random = new Random(1);
    BigInteger modulus = infineonPrime(random).multiply(infineonPrime(random));
    ObjectNode weak = jwk("RS256").put("n", SigningKey.base64(unsigned(modulus)));

    assertThat(modulus.bitLength()).isEqualTo(2048);
    assertThat(trust(jwk("RS256"))).isInstanceOf(Trusted.class);
    assertThat(trust(weak))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).contains("ROCA (CVE-2017-15361)"));
    ObjectNode next =
        jwk("RS256").put("n", SigningKey.base64(unsigned(modulus.add(BigInteger.TWO))));
    assertThat(trust(next.put("kid", "next"))).isInstanceOf(Trusted.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RS256 | e    | AQ     | The RSA exponent must be odd and from 3 to 4294967297
          RS256 | e    | AQAA   | The RSA exponent must be odd and from 3 to 4294967297
          RS256 | n    | AQAB   | The RSA modulus must be odd and have 2048 to 8192 bits, and this one has 17
          RS256 | alg  | HS256  | The algorithm 'HS256' is none for RSA signatures
          RS256 | d    | AQAB   | It holds private or symmetric key material, which nobody should publish
          RS256 | use  | enc    | It is not for signatures (use is 'enc')
          RS256 | kty  | oct    | Its type 'oct' is none of RSA, EC and OKP
          RS256 | n    | %%%    | A part of it is not base64url
          ES256 | y    | AQAB   | The point is not on the curve P-256
          ES256 | crv  | P-384  | The algorithm 'ES256' does not fit the curve P-384
          ES256 | crv  | P-192  | The curve 'P-192' is none of P-256, P-384 and P-521
          EdDSA | x    | AQAB   | An Ed25519 key has 32 bytes, and this one has 3
          EdDSA | crv  | X25519 | The curve 'X25519' is not Ed25519
          """)
  void unsound_keys_are_refused_with_a_sentence(
      String alg, String part, String value, String sentence) {
    ObjectNode jwk = jwk(alg);
    jwk.put(part, value);

    assertThat(trust(jwk)).isEqualTo(new Refused(sentence));
  }

  @Test
  void postgres_refuses_the_same_by_itself() {
    List<String> keys =
        List.of(
            jwk("RS256").put("e", "AQ").toString(),
            jwk("RS256").put("n", "AQAB").toString(),
            jwk("ES256").put("y", SigningKey.base64(new byte[32])).toString(),
            jwk("EdDSA").put("x", SigningKey.base64(new byte[32])).toString(),
            jwk("EdDSA").put("x", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").toString(),
            jwk("ES256").put("d", "AQ").toString(),
            Json.MAPPER.createObjectNode().toString());

    for (String key : keys) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(() ->
                  postgres
                      .database()
                      .inTransaction(
                          tx -> tx.number("select auth.jwk_import('i', ?::jsonb)", key))))
          .as(key)
          .hasMessageContaining("ERROR: ");
    }
  }

  /// A prime as that library made them: `k * M + (65537^a mod M)`, M the product of 126 primes.
  private static BigInteger infineonPrime(Random random) {
    BigInteger product = BigInteger.ONE;
    BigInteger prime = BigInteger.ONE;
    for (int i = 0; i < 126; i++) {
      prime = prime.nextProbablePrime();
      product = product.multiply(prime);
    }
    while (true) {
      BigInteger k = new BigInteger(1024 - product.bitLength() + 1, random);
      BigInteger a = new BigInteger(64, random);
      BigInteger candidate = k.multiply(product).add(GENERATOR.modPow(a, product));
      if (candidate.bitLength() == 1024
          && candidate.testBit(1022)
          && candidate.isProbablePrime(30)) {
        return candidate;
      }
    }
  }

  private static byte[] unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}

package dev.rollcall.rls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.postgres.Database;
import dev.rollcall.rls.JwkImport.Answer.Trusted;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens that claim to be the victim's and must not be believed, by name; and two good ones.
final class Forgeries {
  static final String AUDIENCE_ISSUER = "https://audience.test";
  private static final String OTHER_ISSUER = "https://other.test";
  private static final BigInteger ORDER_P256 =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final SigningKey es = SigningKey.make("es", "ES256");
  private final SigningKey rs = SigningKey.make("rs", "RS256");
  private final SigningKey ed = SigningKey.make("ed", "EdDSA");
  private final SigningKey revoked = SigningKey.make("revoked", "ES256");
  private final SigningKey retired = SigningKey.make("retired", "ES256");
  private final SigningKey theirs = SigningKey.make("theirs", "ES256");
  private final SigningKey forAudience = SigningKey.make("aud", "ES256");
  private final SigningKey other = SigningKey.make("other", "ES256");
  private final SigningKey otherRsa = SigningKey.make("rs", "RS256");

  /// Trusts the keys that are meant to be trusted.
  void install(Database database) {
    for (SigningKey key : List.of(es, rs, ed, revoked, retired)) {
      RlsFixture.trust(database, key);
    }
    JwkImport keys = new JwkImport(database);
    keys.revoke(SigningKey.ISSUER, "revoked");
    RlsFixture.execute(
        database,
        "update auth_private.jwk set not_after = now() - interval '1 h' where kid = 'retired'");
    if (!(keys.trust(OTHER_ISSUER, theirs.jwk(), List.of(), null) instanceof Trusted)
        || !(keys.trust(AUDIENCE_ISSUER, forAudience.jwk(), List.of("app"), null)
            instanceof Trusted)) {
      throw new IllegalStateException("The fixture's keys are refused");
    }
  }

  String otherJwk() {
    return other.jwk().toString();
  }

  String token(String name) {
    String victim = SigningKey.claims("victim");
    String mallory = es.token(SigningKey.claims("mallory"));
    byte[] stolen = signature(mallory);
    return switch (name) {
      case "mallory" -> mallory;
      case "victim" -> es.token(victim);
      case "alg-none", "alg-None", "alg-NONE" ->
          unsigned("{\"alg\":\"" + name.substring(4) + "\"}", victim, new byte[0]);
      case "alg-empty" -> unsigned("{\"alg\":\"\",\"kid\":\"es\"}", victim, stolen);
      case "alg-missing" -> unsigned("{\"kid\":\"es\"}", victim, stolen);
      case "alg-number" -> unsigned("{\"alg\":256,\"kid\":\"es\"}", victim, stolen);
      case "no-signature" -> head(es) + "." + SigningKey.base64(victim.getBytes(UTF_8));
      case "empty-signature" -> forged(es, victim, new byte[0]);
      case "hs256-with-public-key" -> hmac("HS256", rs.jwk().toString().getBytes(UTF_8), victim);
      case "hs256-with-empty-key" -> hmac("HS256", new byte[1], victim);
      case "hs384-with-public-key" -> hmac("HS384", rs.pair().getPublic().getEncoded(), victim);
      case "other-key" -> other.token(victim);
      case "other-key-own-issuer" ->
          other.token(victim.replace(SigningKey.ISSUER, "https://mine.test"));
      case "other-key-same-kid" -> other.token(header("ES256", "es"), victim);
      case "other-key-no-kid" -> other.token("{\"alg\":\"ES256\"}", victim);
      case "other-key-in-header-jwk" ->
          other.token("{\"alg\":\"ES256\",\"kid\":\"es\",\"jwk\":" + otherJwk() + "}", victim);
      case "other-key-in-header-jku" ->
          other.token(
              "{\"alg\":\"ES256\",\"kid\":\"other\",\"jku\":\"https://mine.test/jwks\"}", victim);
      case "other-key-x5c" ->
          other.token("{\"alg\":\"ES256\",\"kid\":\"es\",\"x5c\":[\"MIIB\"]}", victim);
      case "other-key-x5u" ->
          other.token("{\"alg\":\"ES256\",\"kid\":\"es\",\"x5u\":\"https://mine.test/c\"}", victim);
      case "unknown-kid" -> other.token(header("ES256", "nobody"), victim);
      case "kid-path" -> other.token(header("ES256", "../../dev/null"), victim);
      case "kid-sql" -> other.token(header("ES256", "' or true --"), victim);
      case "kid-of-another-issuer" -> theirs.token(victim);
      case "rs256-key-as-ps256" -> unsigned(header("PS256", "rs"), victim, rs.sign(new byte[1]));
      case "es256-as-es384" -> es.token(header("ES384", "es"), victim);
      case "eddsa-as-es256" -> ed.token(header("ES256", "ed"), victim);
      case "header-alg-lies" -> rs.token(header("ES256", "es"), victim);
      case "claims-swapped", "signature-of-mallory" -> forged(es, victim, stolen);
      case "header-swapped" -> unsigned(header("EdDSA", "ed"), victim, stolen);
      case "signature-truncated" -> forged(es, victim, Arrays.copyOf(stolen, 63));
      case "signature-extended" -> forged(es, victim, Arrays.copyOf(stolen, 65));
      case "signature-zeros" -> forged(es, victim, new byte[64]);
      case "ecdsa-r-zero" -> forged(es, victim, pair(BigInteger.ZERO, BigInteger.ONE));
      case "ecdsa-s-zero" -> forged(es, victim, pair(BigInteger.ONE, BigInteger.ZERO));
      case "ecdsa-r-n" -> forged(es, victim, pair(ORDER_P256, BigInteger.ONE));
      case "ecdsa-s-n" -> forged(es, victim, pair(BigInteger.ONE, ORDER_P256));
      case "ecdsa-infinity" ->
          forged(es, victim, pair(ORDER_P256.subtract(BigInteger.ONE), BigInteger.ONE));
      case "ecdsa-der" -> forged(es, victim, der(stolen));
      case "ed25519-small-order" -> {
        byte[] identity = new byte[64];
        identity[0] = 1;
        yield forged(ed, victim, identity);
      }
      case "ed25519-s-plus-l" ->
          forged(ed, victim, plusOrder(signature(ed.token(SigningKey.claims("mallory")))));
      case "rsa-signature-zero" -> forged(rs, victim, new byte[256]);
      case "rsa-signature-one" -> forged(rs, victim, number(BigInteger.ONE, 256));
      case "rsa-signature-n" -> forged(rs, victim, number(modulus(), 256));
      case "rsa-signature-plus-n" -> forged(rs, victim, number(modulus().add(BigInteger.ONE), 257));
      case "rsa-leading-zero" -> {
        byte[] signature = otherRsa.sign(victim.getBytes(UTF_8));
        byte[] longer = new byte[257];
        System.arraycopy(signature, 0, longer, 1, 256);
        yield forged(rs, victim, longer);
      }
      case "expired" -> es.token(SigningKey.claims("victim", now() - 120));
      case "expired-long-ago" -> es.token(SigningKey.claims("victim", 1));
      case "exp-missing" -> es.token("{\"iss\":\"" + SigningKey.ISSUER + "\",\"sub\":\"victim\"}");
      case "exp-text" -> es.token(victim.replaceFirst("\"exp\":(\\d+)", "\"exp\":\"$1\""));
      case "exp-null" -> es.token(victim.replaceFirst("\"exp\":\\d+", "\"exp\":null"));
      case "exp-too-far" -> es.token(SigningKey.claims("victim", now() + 10L * 365 * 86400));
      case "exp-huge" -> es.token(victim.replaceFirst("\"exp\":\\d+", "\"exp\":1e300"));
      case "not-yet" -> es.token(victim.replace("}", ",\"nbf\":" + (now() + 600) + "}"));
      case "issued-in-future" -> es.token(victim.replace("}", ",\"iat\":" + (now() + 600) + "}"));
      case "nbf-text" -> es.token(victim.replace("}", ",\"nbf\":\"0\"}"));
      case "wrong-issuer" -> es.token(victim.replace(SigningKey.ISSUER, OTHER_ISSUER));
      case "issuer-missing" -> es.token("{\"sub\":\"victim\",\"exp\":" + (now() + 60) + "}");
      case "issuer-array" ->
          es.token(
              victim.replace("\"" + SigningKey.ISSUER + "\"", "[\"" + SigningKey.ISSUER + "\"]"));
      case "issuer-prefix" -> es.token(victim.replace(SigningKey.ISSUER, SigningKey.ISSUER + "/"));
      case "wrong-audience" -> audience(",\"aud\":\"other\"");
      case "audience-missing" -> audience("");
      case "audience-prefix" -> audience(",\"aud\":[\"app2\",\"APP\"]");
      case "crit" ->
          es.token("{\"alg\":\"ES256\",\"kid\":\"es\",\"crit\":[\"x\"],\"x\":1}", victim);
      case "b64-false" -> es.token("{\"alg\":\"ES256\",\"kid\":\"es\",\"b64\":false}", victim);
      case "typ-other" ->
          es.token("{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"logout+jwt\"}", victim);
      case "revoked-key" -> revoked.token(victim);
      case "retired-key" -> retired.token(victim);
      case "header-not-json" -> unsigned("alg=ES256", victim, stolen);
      case "header-array" -> unsigned("[\"ES256\"]", victim, stolen);
      default -> throw new IllegalArgumentException("No token is called '" + name + "'");
    };
  }

  private String audience(String aud) {
    return forAudience.token(
        SigningKey.claims("victim")
            .replace(SigningKey.ISSUER, AUDIENCE_ISSUER)
            .replace("}", aud + "}"));
  }

  private static String header(String alg, String kid) {
    return "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(alg, kid);
  }

  private static String head(SigningKey key) {
    return SigningKey.base64(header(key.alg(), key.kid()).getBytes(UTF_8));
  }

  private static String forged(SigningKey key, String claims, byte[] signature) {
    return unsigned(header(key.alg(), key.kid()), claims, signature);
  }

  private static String unsigned(String header, String claims, byte[] signature) {
    return SigningKey.base64(header.getBytes(UTF_8))
        + "."
        + SigningKey.base64(claims.getBytes(UTF_8))
        + "."
        + SigningKey.base64(signature);
  }

  private static String hmac(String alg, byte[] key, String claims) {
    String text = unsigned(header(alg, "rs"), claims, new byte[0]);
    try {
      String name = "HmacSHA" + alg.substring(2).toUpperCase(Locale.ROOT);
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key, name));
      return text
          + SigningKey.base64(mac.doFinal(text.substring(0, text.length() - 1).getBytes(UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static byte[] signature(String token) {
    return java.util.Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }

  private BigInteger modulus() {
    return ((RSAPublicKey) rs.pair().getPublic()).getModulus();
  }

  private static byte[] pair(BigInteger r, BigInteger s) {
    byte[] both = Arrays.copyOf(number(r, 32), 64);
    System.arraycopy(number(s, 32), 0, both, 32, 32);
    return both;
  }

  private static byte[] number(BigInteger value, int length) {
    byte[] exact = new byte[length];
    byte[] bytes = value.toByteArray();
    int copied = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - copied, exact, length - copied, copied);
    return exact;
  }

  private static byte[] der(byte[] raw) {
    byte[] r = new BigInteger(1, Arrays.copyOf(raw, 32)).toByteArray();
    byte[] s = new BigInteger(1, Arrays.copyOfRange(raw, 32, 64)).toByteArray();
    byte[] out = new byte[6 + r.length + s.length];
    out[0] = 0x30;
    out[1] = (byte) (4 + r.length + s.length);
    out[2] = 2;
    out[3] = (byte) r.length;
    System.arraycopy(r, 0, out, 4, r.length);
    out[4 + r.length] = 2;
    out[5 + r.length] = (byte) s.length;
    System.arraycopy(s, 0, out, 6 + r.length, s.length);
    return out;
  }

  private static byte[] plusOrder(byte[] signature) {
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] sum =
        number(new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64))).add(order), 32);
    byte[] out = Arrays.copyOf(signature, 64);
    System.arraycopy(reversed(sum), 0, out, 32, 32);
    return out;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[i] = bytes[bytes.length - 1 - i];
    }
    return out;
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }
}

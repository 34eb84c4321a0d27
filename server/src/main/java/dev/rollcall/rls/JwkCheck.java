package dev.rollcall.rls;

import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Why a public key of a provider is not to be trusted, before Postgres is asked. Postgres checks
/// the same again, save for the fingerprint of weak RSA keys.
final class JwkCheck {
  private static final List<String> PRIVATE_PARTS = List.of("d", "k", "p", "q", "dp", "dq", "qi");
  private static final BigInteger LARGEST_EXPONENT = BigInteger.valueOf(4294967297L);
  private static final Set<String> RSA =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

  private JwkCheck() {}

  /// A sentence, or nothing if the key may be trusted.
  static Optional<String> problem(JsonNode jwk) {
    if (!jwk.isObject()) {
      return Optional.of("It is no JSON object");
    }
    if (PRIVATE_PARTS.stream().anyMatch(jwk::has)) {
      return Optional.of("It holds private or symmetric key material, which nobody should publish");
    }
    if (jwk.has("use") && !text(jwk, "use").equals("sig")) {
      return Optional.of("It is not for signatures (use is '" + text(jwk, "use") + "')");
    }
    try {
      return switch (text(jwk, "kty")) {
        case "RSA" -> rsa(jwk);
        case "EC" -> curve(jwk);
        case "OKP" -> okp(jwk);
        default -> Optional.of("Its type '" + text(jwk, "kty") + "' is none of RSA, EC and OKP");
      };
    } catch (IllegalArgumentException notBase64) {
      return Optional.of("A part of it is not base64url");
    }
  }

  private static Optional<String> rsa(JsonNode jwk) {
    if (jwk.has("alg") && !RSA.contains(text(jwk, "alg"))) {
      return Optional.of("The algorithm '" + text(jwk, "alg") + "' is none for RSA signatures");
    }
    BigInteger modulus = number(jwk, "n");
    BigInteger exponent = number(jwk, "e");
    int bits = modulus.bitLength();
    if (bits < 2048 || bits > 8192 || !modulus.testBit(0)) {
      return Optional.of(
          "The RSA modulus must be odd and have 2048 to 8192 bits, and this one has " + bits);
    }
    if (exponent.compareTo(BigInteger.valueOf(3)) < 0
        || !exponent.testBit(0)
        || exponent.compareTo(LARGEST_EXPONENT) > 0) {
      return Optional.of("The RSA exponent must be odd and from 3 to " + LARGEST_EXPONENT);
    }
    if (RocaFingerprint.matches(modulus)) {
      return Optional.of(
          "The RSA key has the fingerprint of ROCA (CVE-2017-15361): its private key can be computed"
              + " from the public one. The provider must make a new key");
    }
    return Optional.empty();
  }

  private static Optional<String> curve(JsonNode jwk) {
    Optional<EcCurve> known = EcCurve.named(text(jwk, "crv"));
    if (known.isEmpty()) {
      return Optional.of("The curve '" + text(jwk, "crv") + "' is none of P-256, P-384 and P-521");
    }
    EcCurve curve = known.get();
    if (jwk.has("alg") && !text(jwk, "alg").equals(curve.algorithm())) {
      return Optional.of(
          "The algorithm '" + text(jwk, "alg") + "' does not fit the curve " + text(jwk, "crv"));
    }
    return curve.holds(number(jwk, "x"), number(jwk, "y"))
        ? Optional.empty()
        : Optional.of("The point is not on the curve " + text(jwk, "crv"));
  }

  private static Optional<String> okp(JsonNode jwk) {
    if (!text(jwk, "crv").equals("Ed25519")) {
      return Optional.of("The curve '" + text(jwk, "crv") + "' is not Ed25519");
    }
    return bytes(jwk, "x").length == 32
        ? Optional.empty()
        : Optional.of("An Ed25519 key has 32 bytes, and this one has " + bytes(jwk, "x").length);
  }

  private static String text(JsonNode jwk, String name) {
    return jwk.path(name).asString("");
  }

  private static BigInteger number(JsonNode jwk, String name) {
    return new BigInteger(1, bytes(jwk, name));
  }

  private static byte[] bytes(JsonNode jwk, String name) {
    return Base64.getUrlDecoder().decode(text(jwk, name));
  }
}

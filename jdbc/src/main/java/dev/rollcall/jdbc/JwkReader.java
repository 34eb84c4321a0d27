package dev.rollcall.jdbc;

import dev.rollcall.jdbc.JsonValue.Elements;
import dev.rollcall.jdbc.JsonValue.Members;
import dev.rollcall.jdbc.JsonValue.Nothing;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one public key, and refuses it where it is weak, malformed, or for something else.
final class JwkReader {
  private static final List<String> PRIVATE_PARTS = List.of("d", "k", "p", "q", "dp", "dq", "qi");
  private static final BigInteger LARGEST_EXPONENT = BigInteger.valueOf(4294967297L);
  private static final int LONGEST_MODULUS = 1025;
  private static final int LONGEST_EXPONENT = 8;

  private final Members jwk;
  private final @Nullable String usualAlgorithm;

  private JwkReader(Members jwk, @Nullable String usualAlgorithm) {
    this.jwk = jwk;
    this.usualAlgorithm = usualAlgorithm;
  }

  static Jwk read(Members jwk, @Nullable String usualAlgorithm, Set<String> audiences) {
    try {
      Read read = new JwkReader(jwk, usualAlgorithm).read();
      return new Jwk.Sound(new TrustedKey(read.kid(), read.algorithm(), read.key(), audiences));
    } catch (UnsoundKeyException unsound) {
      return new Jwk.Unsound(unsound.reason());
    }
  }

  private record Read(String kid, SignatureAlgorithm algorithm, PublicKey key) {}

  private Read read() throws UnsoundKeyException {
    refuseIf(
        PRIVATE_PARTS.stream().anyMatch(jwk::has),
        "It holds private or symmetric key material, which nobody should publish");
    refuseIf(
        jwk.has("use") && !jwk.text("use").equals("sig"),
        "It is not for signatures (use is '" + jwk.text("use") + "')");
    refuseIf(
        jwk.has("key_ops")
            && !(jwk.values().get("key_ops") instanceof Elements operations
                && operations.texts().contains("verify")),
        "It is not for verifying signatures (key_ops lacks 'verify')");
    return switch (jwk.text("kty")) {
      case "RSA" -> rsa();
      case "EC" -> curve();
      case "OKP" -> okp();
      default ->
          throw new UnsoundKeyException(
              "Its type '" + jwk.text("kty") + "' is none of RSA, EC and OKP");
    };
  }

  private Read rsa() throws UnsoundKeyException {
    String name = algorithm("RS256");
    SignatureAlgorithm algorithm =
        SignatureAlgorithm.named(name)
            .filter(SignatureAlgorithm::isRsa)
            .orElseThrow(() ->
                new UnsoundKeyException("The algorithm '" + name + "' is none for RSA signatures"));
    BigInteger modulus = number("n", LONGEST_MODULUS);
    BigInteger exponent = number("e", LONGEST_EXPONENT);
    int bits = modulus.bitLength();
    refuseIf(
        bits < 2048 || bits > 8192 || !modulus.testBit(0),
        "The RSA modulus must be odd and have 2048 to 8192 bits, and this one has " + bits);
    refuseIf(
        exponent.compareTo(BigInteger.valueOf(3)) < 0
            || !exponent.testBit(0)
            || exponent.compareTo(LARGEST_EXPONENT) > 0,
        "The RSA exponent must be odd and from 3 to " + LARGEST_EXPONENT);
    refuseIf(
        RocaFingerprint.matches(modulus),
        "The RSA key has the fingerprint of ROCA (CVE-2017-15361): its private key can be computed"
            + " from the public one. The provider must make a new key");
    return key(algorithm, "RSA", new RSAPublicKeySpec(modulus, exponent));
  }

  private Read curve() throws UnsoundKeyException {
    String name = jwk.text("crv");
    EcCurve curve =
        EcCurve.named(name)
            .orElseThrow(() ->
                new UnsoundKeyException(
                    "The curve '" + name + "' is none of P-256, P-384 and P-521"));
    String algorithm = algorithm(curve.algorithm().wireName());
    refuseIf(
        !algorithm.equals(curve.algorithm().wireName()),
        "The algorithm '" + algorithm + "' does not fit the curve " + name);
    byte[] x = bytes("x");
    byte[] y = bytes("y");
    ECPoint point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
    refuseIf(
        x.length != curve.length()
            || y.length != curve.length()
            || !curve.holds(point.getAffineX(), point.getAffineY()),
        "The point is not on the curve " + name);
    return key(curve.algorithm(), "EC", new ECPublicKeySpec(point, curve.parameters()));
  }

  private Read okp() throws UnsoundKeyException {
    refuseIf(
        !jwk.text("crv").equals("Ed25519"), "The curve '" + jwk.text("crv") + "' is not Ed25519");
    String algorithm = algorithm("EdDSA");
    refuseIf(
        !List.of("EdDSA", "Ed25519").contains(algorithm),
        "The algorithm '" + algorithm + "' does not fit the curve Ed25519");
    byte[] x = bytes("x");
    refuseIf(x.length != 32, "An Ed25519 key has 32 bytes, and this one has " + x.length);
    Ed25519Point point =
        Ed25519Point.read(x)
            .filter(found -> !found.isOfSmallOrder())
            .orElseThrow(() ->
                new UnsoundKeyException(
                    "The point is not on the curve Ed25519, or of small order"));
    return key(
        SignatureAlgorithm.EDDSA,
        "Ed25519",
        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(point.xOdd(), point.y())));
  }

  private Read key(SignatureAlgorithm algorithm, String type, KeySpec spec)
      throws UnsoundKeyException {
    String kid = jwk.text("kid");
    refuseIf(kid.isEmpty(), "It has no kid, so no token can name it");
    try {
      return new Read(kid, algorithm, KeyFactory.getInstance(type).generatePublic(spec));
    } catch (InvalidKeySpecException unsound) {
      throw new UnsoundKeyException("Java refuses it: " + unsound.getMessage());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Java lacks keys of type " + type, missing);
    }
  }

  /// Its own, or the usual one.
  private String algorithm(String standard) {
    JsonValue own = jwk.values().get("alg");
    if (own != null && !(own instanceof Nothing)) {
      return jwk.text("alg");
    }
    return usualAlgorithm == null ? standard : usualAlgorithm;
  }

  private BigInteger number(String name, int longest) throws UnsoundKeyException {
    byte[] bytes = bytes(name);
    refuseIf(bytes.length > longest, "Its '" + name + "' is longer than " + longest + " bytes");
    return new BigInteger(1, bytes);
  }

  private byte[] bytes(String name) throws UnsoundKeyException {
    return CompactToken.base64(jwk.text(name))
        .orElseThrow(() -> new UnsoundKeyException("A part of it is not base64url"));
  }

  private static void refuseIf(boolean unsound, String reason) throws UnsoundKeyException {
    if (unsound) {
      throw new UnsoundKeyException(reason);
    }
  }

  /// Never leaves this class.
  private static final class UnsoundKeyException extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;

    UnsoundKeyException(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}

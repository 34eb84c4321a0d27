package dev.rollcall.jdbc;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// How tokens may be signed (RFC 7518 §3.1, RFC 8037 §3.1). Each signature has one length and one
/// form, so that Postgres, which checks in SQL, says the same of it. None is symmetric: what
/// verifies a token must not be able to make one.
public enum SignatureAlgorithm {
  RS256("SHA-256", "3031300d060960864801650304020105000420"),
  RS384("SHA-384", "3041300d060960864801650304020205000430"),
  RS512("SHA-512", "3051300d060960864801650304020305000440"),
  PS256("SHA-256", 32),
  PS384("SHA-384", 48),
  PS512("SHA-512", 64),
  ES256("SHA256withECDSAinP1363Format", 64),
  ES384("SHA384withECDSAinP1363Format", 96),
  ES512("SHA512withECDSAinP1363Format", 132),
  EDDSA("Ed25519", 64);

  private static final BigInteger ED25519_PRIME =
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private final String standardName;

  /// What stands before the hash, in hex.
  private final String prefix;

  private final int length;

  SignatureAlgorithm(String digest, String prefix) {
    this.standardName = digest;
    this.prefix = prefix;
    this.length = 0;
  }

  SignatureAlgorithm(String standardName, int length) {
    this.standardName = standardName;
    this.prefix = "";
    this.length = length;
  }

  /// As a token's header or a key names it.
  public String wireName() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /// Empty for every other name, such as `none` and `HS256`.
  static Optional<SignatureAlgorithm> named(String wireName) {
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.wireName().equals(wireName))
        .findFirst();
  }

  boolean isRsa() {
    return name().startsWith("RS") || name().startsWith("PS");
  }

  boolean verifies(PublicKey key, byte[] input, byte[] signature) {
    try {
      return switch (this) {
        case RS256, RS384, RS512 -> pkcs1((RSAPublicKey) key, input, signature);
        case PS256, PS384, PS512 -> pss(key, input, signature);
        // Java pads shorter ones.
        case ES256, ES384, ES512 ->
            signature.length == length
                && verifies(Signature.getInstance(standardName), key, input, signature);
        case EDDSA ->
            isCanonical(signature)
                && verifies(Signature.getInstance(standardName), key, input, signature);
      };
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Java cannot verify " + wireName(), missing);
    }
  }

  /// Builds the one valid padding and compares, rather than to read what a stranger has padded.
  /// Java's own would also take one that leaves out the parameters of the hash.
  private boolean pkcs1(RSAPublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    int size = (key.getModulus().bitLength() + 7) / 8;
    BigInteger number = new BigInteger(1, signature);
    if (signature.length != size || number.compareTo(key.getModulus()) >= 0) {
      return false;
    }
    byte[] hash = MessageDigest.getInstance(standardName).digest(input);
    byte[] before = HexFormat.of().parseHex(prefix);
    byte[] expected = new byte[size];
    Arrays.fill(expected, (byte) 0xff);
    expected[0] = 0;
    expected[1] = 1;
    int end = size - before.length - hash.length;
    expected[end - 1] = 0;
    ByteBuffer.wrap(expected).position(end).put(before).put(hash);
    return number
        .modPow(key.getPublicExponent(), key.getModulus())
        .equals(new BigInteger(1, expected));
  }

  /// The salt is as long as the hash (RFC 7518 §3.5).
  private boolean pss(PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(
        new PSSParameterSpec(
            standardName,
            "MGF1",
            new MGF1ParameterSpec(standardName),
            length,
            PSSParameterSpec.TRAILER_FIELD_BC));
    return verifies(pss, key, input, signature);
  }

  private static boolean verifies(
      Signature algorithm, PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    algorithm.initVerify(key);
    algorithm.update(input);
    return algorithm.verify(signature);
  }

  /// Whether the first half is a point written in the one way there is.
  private static boolean isCanonical(byte[] signature) {
    if (signature.length != 64) {
      return false;
    }
    byte[] y = new byte[32];
    for (int i = 0; i < y.length; i++) {
      y[i] = signature[31 - i];
    }
    y[0] &= 0x7f;
    return new BigInteger(1, y).compareTo(ED25519_PRIME) < 0;
  }
}

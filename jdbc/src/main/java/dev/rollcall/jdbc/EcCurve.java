package dev.rollcall.jdbc;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.util.Optional;

/// A curve of NIST's, as Java knows it.
///
/// @param length of a coordinate, in bytes
record EcCurve(SignatureAlgorithm algorithm, int length, ECParameterSpec parameters) {

  /// @param name as a JWK says it, such as `P-256`
  static Optional<EcCurve> named(String name) {
    return switch (name) {
      case "P-256" -> Optional.of(of(SignatureAlgorithm.ES256, 32, "secp256r1"));
      case "P-384" -> Optional.of(of(SignatureAlgorithm.ES384, 48, "secp384r1"));
      case "P-521" -> Optional.of(of(SignatureAlgorithm.ES512, 66, "secp521r1"));
      default -> Optional.empty();
    };
  }

  private static EcCurve of(SignatureAlgorithm algorithm, int length, String standardName) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(standardName));
      return new EcCurve(algorithm, length, parameters.getParameterSpec(ECParameterSpec.class));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Java lacks the curve " + standardName, missing);
    }
  }

  /// Whether the point is on the curve: y² = x³ + ax + b, with both within the field.
  boolean holds(BigInteger x, BigInteger y) {
    EllipticCurve curve = parameters.getCurve();
    BigInteger prime = ((ECFieldFp) curve.getField()).getP();
    if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
      return false;
    }
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
    return y.multiply(y).subtract(right).mod(prime).signum() == 0;
  }
}

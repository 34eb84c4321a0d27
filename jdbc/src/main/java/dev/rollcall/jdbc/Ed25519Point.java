package dev.rollcall.jdbc;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/// A point as a public key of Ed25519 writes it (RFC 8032 §5.1.3): its y, and whether its x is odd.
record Ed25519Point(boolean xOdd, BigInteger y) {
  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121_665)
          .multiply(BigInteger.valueOf(121_666).modInverse(PRIME))
          .mod(PRIME);

  /// Of the points whose order is 1, 2, 4 or 8. Under such a key, signatures verify that nobody has
  /// made.
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          ONE,
          PRIME.subtract(ONE),
          BigInteger.ZERO,
          new BigInteger(
              "2707385501144840649318225287225658788936804267575313519463743609750303402022"),
          new BigInteger(
              "55188659117513257062467267217118295137698188065244968500265048394206261417927"));

  /// Empty where the bytes are no point, or spell one in another way than the standard's.
  static Optional<Ed25519Point> read(byte[] bytes) {
    if (bytes.length != 32) {
      return Optional.empty();
    }
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = bytes[31 - i];
    }
    boolean xOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    BigInteger y = new BigInteger(1, bigEndian);
    if (y.compareTo(PRIME) >= 0) {
      return Optional.empty();
    }
    // x² = (y² - 1) / (d y² + 1); the divisor is never 0.
    BigInteger square = y.multiply(y);
    BigInteger divisor = D.multiply(square).add(ONE).mod(PRIME);
    BigInteger xSquare = square.subtract(ONE).multiply(divisor.modInverse(PRIME)).mod(PRIME);
    boolean isPoint =
        xSquare.signum() == 0
            ? !xOdd
            : xSquare.modPow(PRIME.subtract(ONE).shiftRight(1), PRIME).equals(ONE);
    return isPoint ? Optional.of(new Ed25519Point(xOdd, y)) : Optional.empty();
  }

  boolean isOfSmallOrder() {
    return SMALL_ORDER.contains(y);
  }
}

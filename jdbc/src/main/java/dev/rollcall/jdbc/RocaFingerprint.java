package dev.rollcall.jdbc;

import java.math.BigInteger;

/// Tells RSA keys that Infineon's library made before 2017 (ROCA, CVE-2017-15361): both primes are
/// `k * M + (65537^a mod M)`, so modulo each small prime the modulus is a power of 65537. A sound
/// key looks like that once in more than a hundred million.
final class RocaFingerprint {
  private static final int GENERATOR = 65537;

  /// `M` is the product of the first primes; those up to 167 are in it for keys of every size.
  private static final int LARGEST = 167;

  private RocaFingerprint() {}

  static boolean matches(BigInteger modulus) {
    for (int prime = 3; prime <= LARGEST; prime += 2) {
      if (BigInteger.valueOf(prime).isProbablePrime(20)
          && !isPower(modulus.mod(BigInteger.valueOf(prime)).intValue(), prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPower(int value, int prime) {
    int power = 1;
    do {
      if (power == value) {
        return true;
      }
      power = power * (GENERATOR % prime) % prime;
    } while (power != 1);
    return false;
  }
}

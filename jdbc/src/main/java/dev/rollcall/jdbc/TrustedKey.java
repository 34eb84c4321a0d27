package dev.rollcall.jdbc;

import java.security.PublicKey;
import java.util.Set;

/// A public key that tokens of one issuer may be signed with, in one way.
///
/// @param audiences a token's audience must be among them; empty: any
public record TrustedKey(
    String kid, SignatureAlgorithm algorithm, PublicKey key, Set<String> audiences) {

  public TrustedKey {
    audiences = Set.copyOf(audiences);
  }

  /// The same key for tokens of this audience only.
  public TrustedKey onlyFor(String audience) {
    return new TrustedKey(kid, algorithm, key, Set.of(audience));
  }

  /// Whether whoever has the private key has signed these bytes.
  public boolean verifies(byte[] input, byte[] signature) {
    return algorithm.verifies(key, input, signature);
  }

  /// Whether it is the same key under the same name, whoever its tokens are for.
  public boolean isSameKeyAs(TrustedKey other) {
    return kid.equals(other.kid)
        && algorithm == other.algorithm
        && (key == other.key || key.equals(other.key));
  }
}

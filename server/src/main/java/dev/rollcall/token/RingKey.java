package dev.rollcall.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.jdbc.SignatureAlgorithm;
import dev.rollcall.jdbc.TrustedKey;
import java.util.Set;

/// A key of ours: the pair that signs, and the half that verifies.
record RingKey(ECKey pair, TrustedKey half) {

  static RingKey of(ECKey pair) {
    try {
      return new RingKey(
          pair,
          new TrustedKey(
              pair.getKeyID(), SignatureAlgorithm.ES256, pair.toECPublicKey(), Set.of()));
    } catch (JOSEException everyJdkHasTheCurve) {
      throw new IllegalStateException(everyJdkHasTheCurve);
    }
  }
}

package dev.rollcall.token;

import dev.rollcall.jdbc.TrustedKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A public key of another issuer.
///
/// @param jwk as it is published
public record IssuerKey(TrustedKey key, String jwk) {

  public String kid() {
    return key.kid();
  }

  /// Tells it from every other key.
  String thumbprint() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(key.key().getEncoded()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

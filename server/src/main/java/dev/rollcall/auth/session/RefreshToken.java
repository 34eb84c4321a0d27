package dev.rollcall.auth.session;

import dev.rollcall.secret.OpaqueToken;
import dev.rollcall.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Refresh tokens that rotate.
final class RefreshToken {
  private RefreshToken() {}

  /// The token of one generation. Whoever has the seed can make it again, which is how a browser
  /// that did not get the answer gets the same successor once more.
  static Secret derived(Secret seed, int generation) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(seed.value().getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
      return OpaqueToken.of(
          mac.doFinal(Integer.toString(generation).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

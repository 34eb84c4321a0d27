package dev.rollcall.auth.guard;

import dev.rollcall.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What is stored of a subject: HMAC-SHA256, so that nobody who reads the table can try addresses.
final class SubjectHash {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  SubjectHash(Secret key) {
    this.key = new SecretKeySpec(key.value().getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /// @param place where it is stored, so that the same subject looks different elsewhere
  byte[] of(String place, Subject subject) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal((place + '\0' + subject.value()).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

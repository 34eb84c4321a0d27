package dev.rollcall.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/// Texts that mean nothing and cannot be guessed: 45 characters of five bits each. They are stored
/// as SHA-256 hashes; with 225 random bits, no slower hash is needed.
public final class OpaqueToken {
  /// How many characters they have.
  public static final int LENGTH = 45;

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private OpaqueToken() {}

  public static Secret random(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return of(bytes);
  }

  /// The text that stands for the lower five bits of each of these bytes, of which there are at
  /// least 45.
  public static Secret of(byte[] bytes) {
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(bytes[i] & 31));
    }
    return new Secret(text.toString());
  }

  /// What is stored of one.
  public static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

package dev.rollcall.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts what must be stored and read again, such as a provider's API key: AES-256-GCM with a
/// fresh nonce. What is encrypted for one place cannot be read from another, so swapping two
/// columns fails.
public final class Secrets {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final MasterKey key;
  private final SecureRandom random;

  public Secrets(MasterKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /// @param place where it will be stored, such as `project/default/provider`
  public byte[] encrypt(String place, Secret secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, place, nonce)
              .doFinal(secret.value().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException failure) {
      throw new UnreadableSecretException(place, failure);
    }
  }

  /// @throws UnreadableSecretException if it was encrypted under another key or for another place,
  ///   or was changed since
  public Secret decrypt(String place, byte[] stored) {
    if (stored.length <= 1 + NONCE_BYTES || stored[0] != VERSION) {
      throw new UnreadableSecretException(place, null);
    }
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer bytes = ByteBuffer.wrap(stored, 1, stored.length - 1).get(nonce);
    byte[] sealed = new byte[bytes.remaining()];
    bytes.get(sealed);
    try {
      return new Secret(
          new String(
              cipher(Cipher.DECRYPT_MODE, place, nonce).doFinal(sealed), StandardCharsets.UTF_8));
    } catch (GeneralSecurityException failure) {
      throw new UnreadableSecretException(place, failure);
    }
  }

  /// A key for one purpose, always the same as long as the master key is.
  public Secret derived(String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.forEncryption().getEncoded(), "HmacSHA256"));
      return new Secret(
          HexFormat.of()
              .formatHex(mac.doFinal(("derived/" + purpose).getBytes(StandardCharsets.UTF_8))));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private Cipher cipher(int mode, String place, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.forEncryption(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}

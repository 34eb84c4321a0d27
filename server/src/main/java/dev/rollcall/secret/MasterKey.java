package dev.rollcall.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key under which all stored secrets are encrypted: 32 bytes, from the environment or from a
/// file that only its owner may read.
public final class MasterKey {
  private static final int BYTES = 32;

  private final byte[] bytes;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @param text 32 bytes in Base64
  /// @throws IllegalArgumentException if it is not that; the message does not quote it
  public static MasterKey of(Secret text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.value().strip());
      if (bytes.length == BYTES) {
        return new MasterKey(bytes);
      }
    } catch (IllegalArgumentException notBase64) {
      // Said below, together with the other way in which it can be wrong.
    }
    throw new IllegalArgumentException(
        "The master key is not 32 bytes in Base64. Make one with: openssl rand -base64 32");
  }

  /// Reads the key from a file, or makes one and writes it there, readable by its owner only.
  public static MasterKey fromFile(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[BYTES];
      random.nextBytes(fresh);
      PrivateFile.write(file, Base64.getEncoder().encodeToString(fresh) + "\n");
    }
    return of(new Secret(Files.readString(file)));
  }

  SecretKey forEncryption() {
    return new SecretKeySpec(bytes, "AES");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MasterKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "[master key]";
  }
}

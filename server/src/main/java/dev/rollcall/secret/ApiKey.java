package dev.rollcall.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// A key for our own API: `rck_<id>_<secret>_<checksum>`. The id finds its row, the secret (256
/// random bits) is stored as a SHA-256 hash only, and the checksum tells a mistyped key from a
/// wrong one.
///
/// @param id public, 16 hexadecimal digits
public record ApiKey(String id, Secret secret) {
  private static final String PREFIX = "rck";
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "_([0-9a-f]{16})_([0-9a-f]{64})_([0-9a-f]{8})");

  public static ApiKey random(SecureRandom random) {
    return new ApiKey(hex(random, 8), new Secret(hex(random, 32)));
  }

  /// Empty where the text is no key, or is one with a typing error.
  public static Optional<ApiKey> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    ApiKey key = new ApiKey(parts.group(1), new Secret(parts.group(2)));
    return key.checksum().equals(parts.group(3)) ? Optional.of(key) : Optional.empty();
  }

  /// The whole key, shown once when it is made.
  public Secret text() {
    return new Secret(String.join("_", PREFIX, id, secret.value(), checksum()));
  }

  /// What is stored of the secret.
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(secret.value().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// Compares in constant time.
  public boolean matches(byte[] storedHash) {
    return MessageDigest.isEqual(hash(), storedHash);
  }

  private String checksum() {
    CRC32 crc = new CRC32();
    crc.update((id + secret.value()).getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private static String hex(SecureRandom random, int bytes) {
    byte[] fresh = new byte[bytes];
    random.nextBytes(fresh);
    return HexFormat.of().formatHex(fresh);
  }
}

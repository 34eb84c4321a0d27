package dev.rollcall.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keys of one endpoint, decoded once: HMAC keys for `v1` and public keys for `v1a` signatures.
/// Their sentences of refusal never quote a secret.
final class StandardWebhookKeys {
  private static final String HMAC = "HmacSHA256";
  private static final String EDWARDS = "Ed25519";

  /// The length of a signature of 64 bytes in base64.
  private static final int EDWARDS_SIGNATURE = 88;

  /// What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410 §4).
  private static final byte[] EDWARDS_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final List<SecretKeySpec> shared = new ArrayList<>();
  private final List<PublicKey> published = new ArrayList<>();

  StandardWebhookKeys(List<String> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("No webhook secret is set");
    }
    for (int i = 0; i < secrets.size(); i++) {
      add(secrets.get(i).strip(), "Webhook secret " + (i + 1) + " of " + secrets.size());
    }
  }

  private void add(String secret, String which) {
    String text = secret.startsWith("v1,") ? secret.substring("v1,".length()) : secret;
    if (text.startsWith("whsk_")) {
      throw new IllegalArgumentException(
          which
              + " is the sender's signing key (whsk_), which nobody else should have; give its"
              + " public key (whpk_) instead");
    }
    if (text.startsWith("whpk_")) {
      published.add(publicKey(decode(text.substring("whpk_".length()), which), which));
      return;
    }
    byte[] key =
        decode(text.startsWith("whsec_") ? text.substring("whsec_".length()) : text, which);
    if (key.length < 24 || key.length > 64) {
      throw new IllegalArgumentException(
          which
              + " holds "
              + key.length
              + " bytes, and it must be 24 to 64; copy the whole secret"
              + " again from the provider");
    }
    shared.add(new SecretKeySpec(key, HMAC));
  }

  private static byte[] decode(String text, String which) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          which + " is empty; copy it from the provider, where it begins with whsec_");
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException(
          which + " is not base64; copy it again from the provider, where it begins with whsec_");
    }
  }

  private static PublicKey publicKey(byte[] raw, String which) {
    byte[] encoded = new byte[EDWARDS_PREFIX.length + raw.length];
    System.arraycopy(EDWARDS_PREFIX, 0, encoded, 0, EDWARDS_PREFIX.length);
    System.arraycopy(raw, 0, encoded, EDWARDS_PREFIX.length, raw.length);
    try {
      return KeyFactory.getInstance(EDWARDS).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException notAKey) {
      throw new IllegalArgumentException(
          which
              + " begins with whpk_, but is no Ed25519 public key; copy it again from the"
              + " provider");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("This Java has no " + EDWARDS, missing);
    }
  }

  /// What a `v1` signature of `start` and `body` may be: one for each shared secret, in the base64
  /// in which it is sent.
  List<byte[]> expected(byte[] start, byte[] body) {
    List<byte[]> expected = new ArrayList<>(shared.size());
    for (SecretKeySpec key : shared) {
      try {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(key);
        mac.update(start);
        expected.add(Base64.getEncoder().encode(mac.doFinal(body)));
      } catch (GeneralSecurityException missing) {
        throw new IllegalStateException("This Java has no " + HMAC, missing);
      }
    }
    return expected;
  }

  /// Whether the `v1` signature is one of those expected, in a time that does not tell how nearly.
  static boolean isOneOf(List<byte[]> expected, String signature) {
    byte[] given = signature.getBytes(UTF_8);
    boolean found = false;
    for (byte[] one : expected) {
      found |= MessageDigest.isEqual(one, given);
    }
    return found;
  }

  /// Whether the `v1a` signature of `start` and `body` was made with the private key of one of our
  /// public keys.
  boolean isSigned(byte[] start, byte[] body, String signature) {
    if (published.isEmpty() || signature.length() > EDWARDS_SIGNATURE) {
      return false;
    }
    byte[] given;
    try {
      given = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
    return published.stream().anyMatch(key -> isSigned(key, start, body, given));
  }

  private static boolean isSigned(PublicKey key, byte[] start, byte[] body, byte[] given) {
    try {
      Signature signature = Signature.getInstance(EDWARDS);
      signature.initVerify(key);
      signature.update(start);
      signature.update(body);
      return signature.verify(given);
    } catch (SignatureException wrongLengthOrNoPoint) {
      return false;
    } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
      throw new IllegalStateException("This Java has no " + EDWARDS, missing);
    }
  }
}

package dev.rollcall.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What a server shows and proves in a handshake.
///
/// @param chain its own certificate first, then those that lead to the authority
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(UTF_8);
  private static final Integer DNS_NAME = 2;

  public ServerCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("No certificate");
    }
  }

  X509Certificate own() {
    return chain.getFirst();
  }

  /// Until when it is good.
  public Instant expiresAt() {
    return own().getNotAfter().toInstant();
  }

  Instant beginsAt() {
    return own().getNotBefore().toInstant();
  }

  /// The first name that it is for, other than a wildcard.
  public Optional<String> name() {
    try {
      Collection<List<?>> names = own().getSubjectAlternativeNames();
      return names == null
          ? Optional.empty()
          : names.stream()
              .filter(name -> DNS_NAME.equals(name.getFirst()))
              .map(name -> String.valueOf(name.get(1)))
              .filter(name -> !name.startsWith("*"))
              .findFirst();
    } catch (CertificateParsingException unreadable) {
      return Optional.empty();
    }
  }

  /// Whether the key is the one that the certificate is about.
  boolean fits() {
    PublicKey certified = own().getPublicKey();
    if (!algorithm(key.getAlgorithm()).equals(algorithm(certified.getAlgorithm()))) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private static String algorithm(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "Ed25519", "Ed448", "EdDSA" -> "EdDSA";
      default -> keyAlgorithm;
    };
  }
}

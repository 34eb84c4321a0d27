package dev.rollcall.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Reads a private key as the usual tools write it: PKCS#8, or the older forms of RSA (PKCS#1) and
/// of elliptic curves (SEC 1).
final class PemKey {
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");
  private static final Pattern PART =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC |ENCRYPTED |DSA )?PRIVATE KEY)-----(.*?)-----END \\1-----",
          Pattern.DOTALL);

  private PemKey() {}

  /// @param text a PEM file; whatever else is in it is passed over
  /// @param source what to call it in a message
  /// @throws TlsException if there is no key in it that can be used
  static PrivateKey read(String text, String source) {
    Matcher part = PART.matcher(text);
    if (!part.find()) {
      throw new TlsException(
          "There is no private key in "
              + source
              + ": a part that begins with -----BEGIN PRIVATE KEY----- is missing");
    }
    String kind = part.group(1);
    String body = part.group(2);
    if (kind.startsWith("ENCRYPTED") || body.contains("Proc-Type: 4,ENCRYPTED")) {
      throw new TlsException(
          "The private key in "
              + source
              + " is encrypted. Decrypt it with: openssl pkey -in ENCRYPTED -out PLAIN");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(body);
      return key(
          switch (kind) {
            case "RSA PRIVATE KEY" ->
                wrapped(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    ASN1Primitive.fromByteArray(der));
            case "EC PRIVATE KEY" -> curve(ECPrivateKey.getInstance(der));
            default -> PrivateKeyInfo.getInstance(der);
          });
    } catch (GeneralSecurityException | IOException | IllegalArgumentException broken) {
      throw new TlsException(
          "The private key in "
              + source
              + " cannot be used: it is damaged, or neither RSA nor EC nor Ed25519",
          broken);
    }
  }

  private static PrivateKeyInfo curve(ECPrivateKey key) throws IOException {
    ASN1Encodable parameters =
        Optional.<ASN1Encodable>ofNullable(key.getParametersObject())
            .orElseThrow(() -> new IOException("which curve it is on is not said"));
    return wrapped(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), key);
  }

  private static PrivateKeyInfo wrapped(AlgorithmIdentifier algorithm, ASN1Encodable key)
      throws IOException {
    return new PrivateKeyInfo(algorithm, key);
  }

  private static PrivateKey key(PrivateKeyInfo info) throws GeneralSecurityException, IOException {
    return KeyFactory.getInstance(algorithm(info.getPrivateKeyAlgorithm().getAlgorithm()))
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  private static String algorithm(ASN1ObjectIdentifier id) throws GeneralSecurityException {
    if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    if (id.equals(ED25519)) {
      return "Ed25519";
    }
    throw new GeneralSecurityException("Not a key for TLS: " + id);
  }
}

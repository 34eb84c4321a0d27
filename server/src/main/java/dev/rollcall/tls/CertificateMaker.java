package dev.rollcall.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Makes certificates (RFC 5280) with keys on P-256. The JDK can read them but not make them.
final class CertificateMaker {
  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  private static final X500Name LEAF = new X500Name("CN=localhost");

  /// Two machines' clocks differ a little.
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final SecureRandom random;

  CertificateMaker(SecureRandom random) {
    this.random = random;
  }

  KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This Java knows no P-256", impossible);
    }
  }

  /// One that signs itself, and may sign others for these names only.
  X509Certificate authority(KeyPair pair, MachineNames names, Instant from, Instant until) {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    add(extensions, Extension.basicConstraints, true, new BasicConstraints(0));
    add(extensions, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    add(
        extensions,
        Extension.subjectKeyIdentifier,
        false,
        new SubjectKeyIdentifier(identifier(pair.getPublic())));
    add(extensions, Extension.nameConstraints, true, NameExtensions.constraints(names));
    X500Name name =
        new X500Name("CN=Rollcall development " + Long.toHexString(random.nextLong() >>> 32));
    return signed(tbs(name, name, pair.getPublic(), from, until), extensions, pair.getPrivate());
  }

  X509Certificate server(
      ServerCertificate authority, PublicKey key, MachineNames names, Instant from, Instant until) {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    add(extensions, Extension.basicConstraints, true, new BasicConstraints(false));
    add(extensions, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    add(
        extensions,
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    add(
        extensions,
        Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(identifier(authority.own().getPublicKey())));
    add(extensions, Extension.subjectAlternativeName, false, NameExtensions.alternative(names));
    X500Name issuer = X500Name.getInstance(authority.own().getSubjectX500Principal().getEncoded());
    return signed(tbs(issuer, LEAF, key, from, until), extensions, authority.key());
  }

  private V3TBSCertificateGenerator tbs(
      X500Name issuer, X500Name subject, PublicKey key, Instant from, Instant until) {
    V3TBSCertificateGenerator tbs = new V3TBSCertificateGenerator();
    tbs.setSerialNumber(new ASN1Integer(new BigInteger(127, random).setBit(126)));
    tbs.setSignature(ECDSA);
    tbs.setIssuer(issuer);
    tbs.setSubject(subject);
    tbs.setStartDate(new Time(Date.from(from.minus(SKEW))));
    tbs.setEndDate(new Time(Date.from(until)));
    tbs.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    return tbs;
  }

  private X509Certificate signed(
      V3TBSCertificateGenerator tbs, ExtensionsGenerator extensions, PrivateKey key) {
    tbs.setExtensions(extensions.generate());
    try {
      byte[] body = tbs.generateTBSCertificate().getEncoded();
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key, random);
      signature.update(body);
      byte[] whole =
          new DERSequence(
                  new ASN1Encodable[] {
                    ASN1Primitive.fromByteArray(body), ECDSA, new DERBitString(signature.sign())
                  })
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("A certificate could not be made", impossible);
    }
  }

  /// RFC 7093 §2, method 1.
  private static byte[] identifier(PublicKey key) {
    byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes();
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bits), 20);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This Java knows no SHA-256", impossible);
    }
  }

  private static void add(
      ExtensionsGenerator extensions,
      ASN1ObjectIdentifier id,
      boolean critical,
      ASN1Encodable value) {
    try {
      extensions.addExtension(id, critical, value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}

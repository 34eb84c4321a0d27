package dev.rollcall.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An operator's own certificate and key, two PEM files that may be replaced while the server runs.
public final class CertificateFiles implements CertificateSource {
  private static final Pattern PART =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

  private final Path certificate;
  private final Path key;
  private volatile @Nullable Texts seen;

  /// What stands in the files.
  private record Texts(String certificate, String key) {}

  /// @param certificate the server's own certificate, and after it those that lead to the authority
  public CertificateFiles(Path certificate, Path key) {
    this.certificate = certificate;
    this.key = key;
  }

  @Override
  public ServerCertificate get(Instant now) {
    Texts texts = texts();
    ServerCertificate read =
        new ServerCertificate(
            chain(texts.certificate()), PemKey.read(texts.key(), "the file " + key));
    if (!read.fits()) {
      throw new TlsException(
          "The private key in "
              + key
              + " does not belong to the certificate in "
              + certificate
              + ". In a file with a chain, the server's own certificate comes first");
    }
    if (read.expiresAt().isBefore(now)) {
      throw new TlsException(
          "The certificate in " + certificate + " expired at " + read.expiresAt() + ". Renew it");
    }
    if (read.beginsAt().isAfter(now)) {
      throw new TlsException(
          "The certificate in "
              + certificate
              + " is good from "
              + read.beginsAt()
              + " only. Wait for that time, or set the clock");
    }
    seen = texts;
    return read;
  }

  /// Whether the files hold something else than what was last read and could be used.
  @Override
  public boolean isDue(ServerCertificate shown, Instant now) {
    return !texts().equals(seen);
  }

  private Texts texts() {
    return new Texts(text(certificate, "certificate"), text(key, "private key"));
  }

  private List<X509Certificate> chain(String text) {
    List<String> parts = PART.matcher(text).results().map(part -> part.group()).toList();
    if (parts.isEmpty()) {
      throw new TlsException(
          "There is no certificate in the file "
              + certificate
              + ": a part that begins with -----BEGIN CERTIFICATE----- is missing");
    }
    return parts.stream().map(this::one).toList();
  }

  private X509Certificate one(String pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException broken) {
      throw new TlsException("The file " + certificate + " holds a damaged certificate", broken);
    }
  }

  private static String text(Path file, String what) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      String reason =
          switch (failure) {
            case NoSuchFileException _ -> "it is not there";
            case AccessDeniedException _ -> "this user may not read it";
            default -> Files.isDirectory(file) ? "it is a folder" : failure.toString();
          };
      throw new TlsException(
          "The " + what + " file " + file + " cannot be read: " + reason, failure);
    }
  }
}

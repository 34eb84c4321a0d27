package dev.rollcall.tls;

import dev.rollcall.secret.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// A certificate authority for one machine, made when it is first needed. It can only certify this
/// machine's own names, and its key leaves the data folder nowhere.
public final class DevelopmentAuthority implements CertificateSource {
  /// How long the server's certificate is good; half of it, and another one is made.
  static final Duration SHORT = Duration.ofDays(7);

  private static final Duration LONG = Duration.ofDays(3650);
  private static final Duration LAST = Duration.ofDays(30);

  private final Path folder;
  private final MachineNames names;
  private final CertificateMaker maker;

  /// @param folder where its certificate and its key are kept
  public DevelopmentAuthority(Path folder, MachineNames names, SecureRandom random) {
    this.folder = folder;
    this.names = names;
    this.maker = new CertificateMaker(random);
  }

  /// The file with the authority's certificate, for those who are to trust it.
  public Path certificateFile() {
    return folder.resolve("ca.pem");
  }

  private Path keyFile() {
    return folder.resolve("ca.key");
  }

  /// A fresh certificate, whose key is kept nowhere.
  @Override
  public ServerCertificate get(Instant now) {
    ServerCertificate authority = kept(now).orElseGet(() -> made(now));
    KeyPair pair = maker.pair();
    X509Certificate own = maker.server(authority, pair.getPublic(), names, now, now.plus(SHORT));
    return new ServerCertificate(List.of(own), pair.getPrivate());
  }

  @Override
  public boolean isDue(ServerCertificate shown, Instant now) {
    return shown.expiresAt().isBefore(now.plus(SHORT.dividedBy(2)));
  }

  /// The one of before, unless it ends soon or was made for other names.
  private Optional<ServerCertificate> kept(Instant now) {
    if (!Files.exists(certificateFile()) && !Files.exists(keyFile())) {
      return Optional.empty();
    }
    try {
      ServerCertificate kept = new CertificateFiles(certificateFile(), keyFile()).get(now);
      return Optional.of(kept)
          .filter(one -> one.expiresAt().isAfter(now.plus(LAST)))
          .filter(one -> NameExtensions.permits(one.own(), names));
    } catch (TlsException broken) {
      throw new TlsException(
          "The development certificate authority cannot be used: "
              + broken.getMessage()
              + ". Delete the folder "
              + folder
              + ", and another one is made",
          broken);
    }
  }

  private ServerCertificate made(Instant now) {
    KeyPair pair = maker.pair();
    X509Certificate own = maker.authority(pair, names, now, now.plus(LONG));
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      PrivateFile.write(keyFile(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      PrivateFile.write(certificateFile(), pem("CERTIFICATE", own.getEncoded()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("A certificate of our own has no bytes", impossible);
    }
    return new ServerCertificate(List.of(own), pair.getPrivate());
  }

  private static String pem(String kind, byte[] der) {
    return """
    -----BEGIN %s-----
    %s
    -----END %s-----
    """
        .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), kind);
  }
}

package dev.rollcall.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An authority that a developer trusts must not be worth stealing.
class DevelopmentAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;

  @Test
  void its_certificates_are_for_this_machine_and_short() throws Exception {
    ServerCertificate issued = authority(null).get(NOW);

    verify(issued.own(), NOW);
    assertThat(issued.fits()).isTrue();
    assertThat(issued.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(7)));
    assertThat(issued.own().getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly(
            "localhost",
            "*.localhost",
            "api.localhost",
            "apiauth.localhost",
            "db.localhost",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1");
  }

  @Test
  void its_key_is_for_the_owner_of_the_folder_only() throws IOException {
    authority(null).get(NOW);

    assertThat(Files.getPosixFilePermissions(folder.resolve("tls/ca.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("tls")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void it_stays_the_same_at_the_next_start() throws Exception {
    DevelopmentAuthority first = authority(null);
    first.get(NOW);
    byte[] trusted = Files.readAllBytes(first.certificateFile());

    ServerCertificate later = authority(null).get(NOW.plus(Duration.ofDays(1000)));

    assertThat(Files.readAllBytes(first.certificateFile())).isEqualTo(trusted);
    verify(later.own(), NOW.plus(Duration.ofDays(1000)));
  }

  @Test
  void a_certificate_is_due_when_half_of_its_time_is_over() {
    DevelopmentAuthority authority = authority(null);
    LiveCertificate live = new LiveCertificate(authority.get(NOW));

    assertThat(live.refresh(authority, NOW.plus(Duration.ofDays(3)))).isFalse();
    assertThat(live.refresh(authority, NOW.plus(Duration.ofDays(4)))).isTrue();
    assertThat(live.current().expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(11)));
  }

  @Test
  void an_authority_that_ends_soon_is_replaced() throws IOException {
    DevelopmentAuthority authority = authority(null);
    authority.get(NOW);
    byte[] trusted = Files.readAllBytes(authority.certificateFile());

    authority.get(NOW.plus(Duration.ofDays(3650 - 29)));

    assertThat(Files.readAllBytes(authority.certificateFile())).isNotEqualTo(trusted);
  }

  @Test
  void it_certifies_the_public_host_and_where_the_driver_goes_from_there() throws Exception {
    ServerCertificate before = authority(null).get(NOW);
    ServerCertificate issued = authority("db.shop.test").get(NOW);

    verify(issued.own(), NOW);
    assertThat(issued.own().getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .contains("db.shop.test", "api.shop.test", "apiauth.shop.test");
    assertThatThrownBy(() -> verify(before.own(), NOW))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void whoever_steals_its_key_can_certify_nothing_else() throws Exception {
    authority(null).get(NOW);
    ServerCertificate stolen =
        new CertificateFiles(folder.resolve("tls/ca.pem"), folder.resolve("tls/ca.key")).get(NOW);
    CertificateMaker maker = new CertificateMaker(RANDOM);
    KeyPair pair = maker.pair();
    MachineNames bank = new MachineNames(List.of("bank.example.com"), List.of());

    X509Certificate forged =
        maker.server(stolen, pair.getPublic(), bank, NOW, NOW.plus(Duration.ofDays(1)));

    assertThatThrownBy(() -> verify(forged, NOW))
        .isInstanceOf(CertPathValidatorException.class)
        .hasMessageContaining("name constraints");
  }

  @Test
  void a_damaged_one_is_a_sentence() throws IOException {
    authority(null).get(NOW);
    Files.delete(folder.resolve("tls/ca.key"));

    assertThatThrownBy(() -> authority(null).get(NOW))
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "The development certificate authority cannot be used: The private key file "
                + folder.resolve("tls/ca.key")
                + " cannot be read: it is not there. Delete the folder "
                + folder.resolve("tls")
                + ", and another one is made");
  }

  private DevelopmentAuthority authority(@Nullable String publicHost) {
    return new DevelopmentAuthority(folder.resolve("tls"), MachineNames.of(publicHost), RANDOM);
  }

  /// As a client does that trusts the authority and nobody else. Java passes over constraints in a
  /// trusted certificate, unlike OpenSSL, so here it stands in the path as well.
  private void verify(X509Certificate certificate, Instant at)
      throws GeneralSecurityException, IOException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate authority;
    try (var file = Files.newInputStream(folder.resolve("tls/ca.pem"))) {
      authority = (X509Certificate) factory.generateCertificate(file);
    }
    PKIXParameters parameters =
        new PKIXParameters(
            Set.of(
                new TrustAnchor(
                    authority.getSubjectX500Principal(), authority.getPublicKey(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    CertPathValidator.getInstance("PKIX")
        .validate(factory.generateCertPath(List.of(certificate, authority)), parameters);
  }
}

package dev.rollcall.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files as the usual tools write them, and the mistakes that are made with them.
class CertificateFilesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "rsa.pem, rsa.key, 1",
    "rsa.pem, rsa-pkcs1.key, 1",
    "ec.pem, ec.key, 2",
    "ec.pem, ec-sec1.key, 2",
    "ed25519.pem, ed25519.key, 1"
  })
  void keys_are_read_in_all_their_forms(String certificate, String key, int chain) {
    ServerCertificate read = files(certificate, key).get(NOW);

    assertThat(read.fits()).isTrue();
    assertThat(read.chain()).hasSize(chain);
    assertThat(read.name()).hasValue("rollcall.example.com");
    assertThat(read.expiresAt()).isEqualTo("2120-01-01T00:00:00Z");
  }

  @Test
  void a_key_of_another_certificate_is_refused() {
    for (String key : new String[] {"old.key", "rsa.key", "ed25519.key"}) {
      assertRefused(
          files("ec.pem", key),
          "The private key in "
              + resource(key)
              + " does not belong to the certificate in "
              + resource("ec.pem")
              + ". In a file with a chain, the server's own certificate comes first");
    }
  }

  @Test
  void a_certificate_that_is_over_is_refused() {
    assertRefused(
        files("old.pem", "old.key"),
        "The certificate in " + resource("old.pem") + " expired at 2021-01-01T00:00:00Z. Renew it");
  }

  @Test
  void a_certificate_that_has_not_begun_is_refused() {
    assertThatThrownBy(() -> files("ec.pem", "ec.key").get(Instant.parse("2019-12-31T00:00:00Z")))
        .isInstanceOf(TlsException.class)
        .hasMessage(
            "The certificate in "
                + resource("ec.pem")
                + " is good from 2020-01-01T00:00:00Z only. Wait for that time, or set the clock");
  }

  @ParameterizedTest
  @CsvSource({"encrypted.key, ec.pem", "rsa-encrypted.key, rsa.pem"})
  void an_encrypted_key_is_refused(String key, String certificate) {
    assertRefused(
        files(certificate, key),
        "The private key in the file "
            + resource(key)
            + " is encrypted. Decrypt it with: openssl pkey -in ENCRYPTED -out PLAIN");
  }

  @Test
  void files_that_were_swapped_are_refused() {
    assertRefused(
        files("ec.key", "ec.pem"),
        "There is no certificate in the file "
            + resource("ec.key")
            + ": a part that begins with -----BEGIN CERTIFICATE----- is missing");
  }

  @Test
  void a_file_without_a_key_is_refused() {
    assertRefused(
        files("ec.pem", "ec.pem"),
        "There is no private key in the file "
            + resource("ec.pem")
            + ": a part that begins with -----BEGIN PRIVATE KEY----- is missing");
  }

  @Test
  void a_damaged_key_is_refused() throws IOException {
    Path damaged = folder.resolve("damaged.key");
    Files.writeString(
        damaged, Files.readString(resource("ec.key")).replace("MIGHAgEAMBMG", "MIGHAgEAMBMH"));

    assertRefused(
        new CertificateFiles(resource("ec.pem"), damaged),
        "The private key in the file "
            + damaged
            + " cannot be used: it is damaged, or neither RSA nor EC nor Ed25519");
  }

  @Test
  void a_damaged_certificate_is_refused() throws IOException {
    Path damaged = folder.resolve("damaged.pem");
    Files.writeString(
        damaged, Files.readString(resource("ec.pem")).replaceFirst("\n[^\n]+\n", "\nMIIB\n"));

    assertRefused(
        new CertificateFiles(damaged, resource("ec.key")),
        "The file " + damaged + " holds a damaged certificate");
  }

  @Test
  void a_file_that_is_not_there_is_refused() {
    Path nowhere = folder.resolve("nowhere.pem");

    assertRefused(
        new CertificateFiles(nowhere, resource("ec.key")),
        "The certificate file " + nowhere + " cannot be read: it is not there");
    assertRefused(
        new CertificateFiles(resource("ec.pem"), folder),
        "The private key file " + folder + " cannot be read: it is a folder");
  }

  @Test
  void what_was_read_is_due_once_the_files_hold_something_else_that_can_be_used()
      throws IOException {
    Path certificate = copy("ec.pem", "server.pem");
    Path key = copy("ec.key", "server.key");
    CertificateFiles files = new CertificateFiles(certificate, key);
    ServerCertificate first = files.get(NOW);

    assertThat(files.isDue(first, NOW)).isFalse();

    copy("rsa.pem", "server.pem");
    assertThat(files.isDue(first, NOW)).isTrue();
    assertThatThrownBy(() -> files.get(NOW)).hasMessageContaining("does not belong");
    assertThat(files.isDue(first, NOW)).isTrue();

    copy("rsa.key", "server.key");
    assertThat(files.get(NOW).key().getAlgorithm()).isEqualTo("RSA");
    assertThat(files.isDue(first, NOW)).isFalse();
  }

  private Path copy(String resource, String name) throws IOException {
    Path copy = folder.resolve(name);
    Files.writeString(copy, Files.readString(resource(resource)));
    return copy;
  }

  private static void assertRefused(CertificateFiles files, String sentence) {
    assertThatThrownBy(() -> files.get(NOW)).isInstanceOf(TlsException.class).hasMessage(sentence);
  }

  private static CertificateFiles files(String certificate, String key) {
    return new CertificateFiles(resource(certificate), resource(key));
  }

  private static Path resource(String name) {
    return Path.of("server/src/test/resources/dev/rollcall/tls", name);
  }
}

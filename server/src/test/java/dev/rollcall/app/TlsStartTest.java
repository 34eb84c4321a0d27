package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.testing.StartedApp;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that listens for TLS as well, and what it says when it cannot.
class TlsStartTest {
  @TempDir Path data;

  @Test
  void an_application_trusts_the_development_certificate_by_what_the_env_file_says()
      throws Exception {
    try (StartedApp server = StartedApp.start(data, Map.of("tls", "dev", "tls_port", "0"))) {
      String url = told("ROLLCALL_TLS_URL");
      HttpResponse<String> health;
      try (HttpClient client =
          HttpClient.newBuilder()
              .sslContext(trusting(Path.of(told("NODE_EXTRA_CA_CERTS"))))
              .build()) {
        health =
            client.send(
                HttpRequest.newBuilder(java.net.URI.create(url + "/health")).build(),
                BodyHandlers.ofString());
      }

      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(url).startsWith("https://localhost:");
      assertThat(server.app().secureUrl()).hasValue(java.net.URI.create(url));
      assertThat(told("DATABASE_URL")).contains("@localhost:");
      for (String name : List.of("DATABASE_URL", "NODE_EXTRA_CA_CERTS")) {
        assertThat(server.app().applicationVariables()).containsEntry(name, told(name));
      }
    }
  }

  @Test
  void a_certificate_that_cannot_be_used_is_a_sentence_before_anything_starts() {
    Path nowhere = data.resolve("nowhere.pem");

    assertThatThrownBy(() ->
            StartedApp.start(
                data, Map.of("tls_cert", nowhere.toString(), "tls_key", nowhere.toString())))
        .isInstanceOf(StartException.class)
        .hasMessage("The certificate file " + nowhere + " cannot be read: it is not there");
    assertThat(data.resolve("postgres")).doesNotExist();
  }

  private String told(String name) throws Exception {
    return EnvFile.read(data.resolve("env"), name).orElseThrow();
  }

  private static SSLContext trusting(Path authority) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (var file = Files.newInputStream(authority)) {
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

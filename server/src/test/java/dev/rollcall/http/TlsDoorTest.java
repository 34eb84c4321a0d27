package dev.rollcall.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.tls.CertificateFiles;
import dev.rollcall.tls.LiveCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The listener for TLS, asked by clients that trust one authority only.
class TlsDoorTest {
  private static final Path RESOURCES = Path.of("server/src/test/resources/dev/rollcall/tls");
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;
  private CertificateFiles files;
  private LiveCertificate live;
  private HttpDoor door;

  @BeforeEach
  void start() throws IOException {
    show("ec");
    files = new CertificateFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
    live = new LiveCertificate(files.get(NOW));
    door = door(0, true);
    door.start();
  }

  private HttpDoor door(int tlsPort, boolean forGood) {
    return new HttpDoor(
        "127.0.0.1",
        0,
        new TlsListener(tlsPort, live.context(RANDOM), forGood),
        routes -> routes.get("/hello", (_, response) -> response.send("hello")));
  }

  @AfterEach
  void stop() {
    door.stop();
  }

  @Test
  void serves_the_same_with_and_without_tls() throws Exception {
    HttpResponse<String> secure = get(URI.create("https://localhost:" + tlsPort() + "/hello"));
    HttpResponse<String> plain = get(URI.create("http://localhost:" + door.port() + "/hello"));

    assertThat(secure.body()).isEqualTo("hello");
    assertThat(plain.body()).isEqualTo("hello");
  }

  @Test
  void asks_browsers_to_stay_with_tls_only_there_and_only_for_good_certificates() throws Exception {
    HttpDoor other = door(0, false);
    other.start();
    try {
      int otherPort = other.tlsPort().orElseThrow();

      assertThat(strictness(URI.create("https://localhost:" + tlsPort() + "/hello")))
          .isEqualTo("max-age=31536000");
      assertThat(strictness(URI.create("https://localhost:" + tlsPort() + "/nothing")))
          .isEqualTo("max-age=31536000");
      assertThat(strictness(URI.create("http://localhost:" + door.port() + "/hello"))).isEmpty();
      assertThat(strictness(URI.create("https://localhost:" + otherPort + "/hello"))).isEmpty();
    } finally {
      other.stop();
    }
  }

  private String strictness(URI url) throws Exception {
    return get(url).headers().firstValue("Strict-Transport-Security").orElse("");
  }

  @Test
  void a_client_that_does_not_know_the_authority_refuses() {
    assertThatThrownBy(
            () -> {
              try (SSLSocket socket = connect(SSLContext.getDefault())) {
                socket.startHandshake();
              }
            })
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void speaks_tls_1_3_and_1_2() throws Exception {
    for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
      try (SSLSocket socket = connect(trusting())) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();

        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
  }

  @Test
  void refuses_tls_1_1() throws Exception {
    // A greeting of TLS 1.1 that offers ECDHE-ECDSA-AES128-SHA on P-256.
    String hello =
        "0302"
            + "11".repeat(32)
            + "00"
            + "0002c009"
            + "0100"
            + "000c000a00040002001700"
            + "0b00020100";
    hello = "01" + length(hello, 6) + hello;
    byte[] greeting = HexFormat.of().parseHex("160301" + length(hello, 4) + hello);

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tlsPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(greeting);
      byte[] alert = socket.getInputStream().readNBytes(7);

      // Fatal, protocol_version (RFC 5246 §7.2.2).
      assertThat(HexFormat.of().formatHex(alert)).startsWith("15").endsWith("0246");
    }
  }

  private static String length(String hex, int digits) {
    return ("%0" + digits + "x").formatted(hex.length() / 2);
  }

  @Test
  void shows_another_certificate_once_the_files_changed() throws Exception {
    try (SSLSocket open = connect(trusting())) {
      open.startHandshake();
      assertThat(algorithm(open.getSession())).isEqualTo("EC");

      show("rsa");
      assertThat(live.refresh(files, NOW)).isTrue();

      try (SSLSocket next = connect(trusting())) {
        next.startHandshake();
        assertThat(algorithm(next.getSession())).isEqualTo("RSA");
      }
      open.getOutputStream()
          .write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(open.getInputStream().readNBytes(15), UTF_8))
          .isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void a_taken_port_is_said() {
    HttpDoor second = door(tlsPort(), true);

    assertThatThrownBy(second::start)
        .isInstanceOf(PortTakenException.class)
        .hasMessage(
            "Cannot listen on 127.0.0.1:"
                + tlsPort()
                + ", probably because another program does. Stop it, or choose another port with"
                + " --tls-port");
    assertThat(second.port()).isZero();
  }

  private static String algorithm(SSLSession session) throws Exception {
    return ((X509Certificate) session.getPeerCertificates()[0]).getPublicKey().getAlgorithm();
  }

  private int tlsPort() {
    return door.tlsPort().orElseThrow();
  }

  private void show(String name) throws IOException {
    for (String end : new String[] {".pem", ".key"}) {
      Files.copy(
          RESOURCES.resolve(name + end),
          folder.resolve("server" + end),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private SSLSocket connect(SSLContext trust) throws IOException {
    return (SSLSocket) trust.getSocketFactory().createSocket("localhost", tlsPort());
  }

  private static HttpResponse<String> get(URI url) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
  }

  private static SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (var file = Files.newInputStream(RESOURCES.resolve("root.pem"))) {
      Certificate root = CertificateFactory.getInstance("X.509").generateCertificate(file);
      trusted.setCertificateEntry("root", root);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), RANDOM);
    return context;
  }
}

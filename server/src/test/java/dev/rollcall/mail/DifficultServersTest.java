package dev.rollcall.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.mail.MailAnswer.Failed;
import dev.rollcall.mail.MailAnswer.Refused;
import dev.rollcall.mail.MailAnswer.Sent;
import dev.rollcall.mail.SmtpServer.Login;
import dev.rollcall.mail.SmtpServer.Tls;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that refuse, hang, or cannot be trusted.
class DifficultServersTest {
  private static final Login LOGIN = new Login("post", new Secret("correct horse"));
  private static final Timeouts SHORT =
      new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(1));

  @Test
  void with_starttls_nothing_is_said_before_the_connection_is_encrypted(@TempDir Path folder)
      throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(folder);
    try (FakeSmtpServer server = FakeSmtpServer.withStartTls(certificate.server())) {

      assertThat(send(certificate.client(), "localhost", server, LOGIN, Tls.REQUIRED))
          .isEqualTo(new Sent());

      assertThat(server.heard().get(0)).isEqualTo("EHLO [127.0.0.1]");
      assertThat(server.heard().subList(1, 5))
          .containsExactly("STARTTLS", "TLS", "EHLO [127.0.0.1]", server.heard().get(4));
      assertThat(server.heard().get(4)).startsWith("AUTH PLAIN");
    }
  }

  @Test
  void implicit_tls_is_encrypted_from_the_first_byte(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(folder);
    try (FakeSmtpServer server = FakeSmtpServer.withImplicitTls(certificate.server())) {

      assertThat(send(certificate.client(), "localhost", server, LOGIN, Tls.IMPLICIT))
          .isEqualTo(new Sent());

      assertThat(server.heard()).startsWith("TLS").doesNotContain("STARTTLS");
    }
  }

  @Test
  void a_certificate_for_another_name_or_of_nobody_ends_the_connection(@TempDir Path folder)
      throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(folder);
    for (Tls tls : new Tls[] {Tls.IMPLICIT, Tls.OFFERED}) {
      try (FakeSmtpServer server =
          tls == Tls.IMPLICIT
              ? FakeSmtpServer.withImplicitTls(certificate.server())
              : FakeSmtpServer.withStartTls(certificate.server())) {

        assertThat(send(certificate.client(), "127.0.0.1", server, LOGIN, tls))
            .isInstanceOf(Failed.class);
        assertThat(send(SSLContext.getDefault(), "localhost", server, LOGIN, tls))
            .isInstanceOf(Failed.class);

        assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH"));
        assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL"));
      }
    }
  }

  @Test
  void where_encryption_is_required_and_not_offered_nothing_is_sent() throws Exception {
    try (FakeSmtpServer server = FakeSmtpServer.offering("AUTH PLAIN")) {

      assertThat(send(SSLContext.getDefault(), "localhost", server, LOGIN, Tls.REQUIRED))
          .isEqualTo(new Failed("STARTTLS is required but host does not support STARTTLS"));

      assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH"));
    }
  }

  @Test
  void a_refused_recipient_is_refused_for_good_or_for_now() throws Exception {
    try (FakeSmtpServer server =
            FakeSmtpServer.offering().answer("RCPT", "550 5.1.1 no such\u0007 user");
        FakeSmtpServer busy = FakeSmtpServer.offering().answer("RCPT", "451 4.7.1 greylisted");
        FakeSmtpServer full = FakeSmtpServer.offering().answer(".", "552 too much");
        FakeSmtpServer sender = FakeSmtpServer.offering().answer("MAIL", "553 not yours")) {

      assertThat(send(server)).isEqualTo(new Refused(false, "550 5.1.1 no such user"));
      assertThat(send(busy)).isEqualTo(new Refused(true, "451 4.7.1 greylisted"));
      assertThat(send(full)).isEqualTo(new Refused(false, "552 too much"));
      assertThat(send(sender)).isEqualTo(new Refused(false, "553 not yours"));
    }
  }

  @Test
  void a_server_that_hangs_is_given_up_whatever_it_hangs_at() throws Exception {
    for (String command : new String[] {"HELLO", "EHLO", "RCPT", "."}) {
      try (FakeSmtpServer server = FakeSmtpServer.offering().answer(command, "")) {
        assertThat(send(server)).as(command).isInstanceOf(Failed.class);
      }
    }
  }

  @Test
  void a_server_that_does_not_stop_talking_is_cut_short() throws Exception {
    try (FakeSmtpServer server = FakeSmtpServer.offering().answer("EHLO", FakeSmtpServer.ENDLESS)) {
      assertThat(send(server))
          .isInstanceOfSatisfying(
              Failed.class,
              failed ->
                  assertThat(failed.reason())
                      .endsWith("The mail server said more than 262144 bytes"));
    }
  }

  @Test
  void a_server_that_never_hears_the_good_bye_has_taken_the_mail() throws Exception {
    try (FakeSmtpServer server = FakeSmtpServer.offering().answer("QUIT", "")) {
      assertThat(send(server)).isEqualTo(new Sent());
    }
  }

  private static MailAnswer send(FakeSmtpServer server)
      throws GeneralSecurityException, IOException {
    return send(SSLContext.getDefault(), "localhost", server, null, Tls.OFFERED);
  }

  private static MailAnswer send(
      SSLContext trust, String host, FakeSmtpServer server, @Nullable Login login, Tls tls) {
    SSLSocketFactory factory = trust.getSocketFactory();
    return new MailSender(SHORT, factory, address -> true)
        .send(
            new SmtpServer(host, server.port(), login, tls),
            new Mail(
                MailAddress.of("hello@rollcall.example"),
                MailAddress.of("ada@example.com"),
                "Hello",
                "Hi",
                null,
                Map.of()));
  }
}

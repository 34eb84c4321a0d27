package dev.rollcall.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.rollcall.mail.MailAnswer.Failed;
import dev.rollcall.mail.MailAnswer.Refused;
import dev.rollcall.mail.MailAnswer.Sent;
import dev.rollcall.mail.SmtpServer.Login;
import dev.rollcall.mail.SmtpServer.Tls;
import dev.rollcall.secret.Secret;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mails over an independent mail server.
class MailSenderTest {
  private static final MailAddress ROLLCALL = new MailAddress("Rollcall", "hello@rollcall.example");

  private final GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort().setVerbose(false));
  private final MailSender sender =
      new MailSender(
          Timeouts.USUAL, (SSLSocketFactory) SSLSocketFactory.getDefault(), address -> true);

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void a_mail_arrives_as_text_and_html_with_the_headers_given() throws Exception {
    Mail mail =
        new Mail(
            ROLLCALL,
            MailAddress.of("ada@example.com"),
            "Hello",
            "Line one\n\n.\nhttps://example.com/" + "x".repeat(1200) + "\n",
            "<p>Hello</p>",
            Map.of("Message-ID", "<1@rollcall.example>", "Auto-Submitted", "auto-generated"));

    assertThat(sender.send(plain(null), mail)).isEqualTo(new Sent());

    MimeMessage received = received();
    assertThat(received.getHeader("From")).containsExactly("\"Rollcall\" <hello@rollcall.example>");
    assertThat(received.getMessageID()).isEqualTo("<1@rollcall.example>");
    assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(received.getContentType()).startsWith("multipart/alternative");
    assertThat(part(received, 0)).isEqualToNormalizingNewlines(mail.text());
    assertThat(part(received, 1)).isEqualTo("<p>Hello</p>");
  }

  @Test
  void names_subjects_and_domains_may_be_in_any_script() throws Exception {
    Mail mail =
        new Mail(
            new MailAddress("Bücher & 友 " + "ß".repeat(80), "post@rollcall.example"),
            MailAddress.of("ada@bücher.example"),
            "Grüße von 友: Ваш код " + "ü".repeat(100),
            "Grüße\n",
            null,
            Map.of());

    assertThat(sender.send(plain(null), mail)).isEqualTo(new Sent());

    MimeMessage received = received();
    assertThat(((InternetAddress) received.getFrom()[0]).getPersonal())
        .isEqualTo(mail.from().name());
    assertThat(received.getSubject()).isEqualTo(mail.subject());
    assertThat(received.getHeader("To")).containsExactly("ada@xn--bcher-kva.example");
    assertThat(String.join("", received.getHeader("Subject"))).matches("\\p{ASCII}+");
    assertThat(((String) received.getContent())).isEqualToNormalizingNewlines("Grüße\n");
  }

  @Test
  void a_login_is_given_and_a_wrong_one_is_reported_without_the_password() {
    server.setUser("post@rollcall.example", "post", "correct horse %+é");

    assertThat(sender.send(plain(new Login("post", new Secret("correct horse %+é"))), mail()))
        .isEqualTo(new Sent());
    assertThat(sender.send(plain(new Login("post", new Secret("wrong"))), mail()))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.reason())
                    .startsWith("The mail server did not accept the login: 535 ")
                    .doesNotContain("wrong"));
  }

  @Test
  void a_server_that_is_not_there_is_named() {
    SmtpServer gone = plain(null);
    server.stop();

    assertThat(sender.send(gone, mail()))
        .isEqualTo(
            new Failed(
                "The mail server localhost:"
                    + gone.port()
                    + " could not be reached: Connection refused"));
  }

  @Test
  void a_server_at_an_address_that_must_not_be_called_is_not_called() {
    MailSender guarded =
        new MailSender(
            new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
            (SSLSocketFactory) SSLSocketFactory.getDefault(),
            address -> !address.isLoopbackAddress());

    assertThat(guarded.send(plain(null), mail()))
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.reason())
                    .endsWith("The mail server's address must not be called from here"));
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void letters_before_the_at_sign_need_a_server_that_takes_them() throws IOException {
    Mail mail =
        new Mail(ROLLCALL, MailAddress.of("grüße@example.com"), "Hello", "", null, Map.of());
    try (FakeSmtpServer old = FakeSmtpServer.offering();
        FakeSmtpServer modern = FakeSmtpServer.offering("SMTPUTF8", "8BITMIME")) {

      assertThat(sender.send(at(old), mail)).isInstanceOf(Refused.class);
      assertThat(sender.send(at(modern), mail)).isEqualTo(new Sent());

      assertThat(modern.heard()).contains("RCPT TO:<grüße@example.com>");
    }
  }

  private SmtpServer plain(@Nullable Login login) {
    return new SmtpServer("localhost", server.getSmtp().getPort(), login, Tls.OFFERED);
  }

  private static SmtpServer at(FakeSmtpServer fake) {
    return new SmtpServer("localhost", fake.port(), null, Tls.OFFERED);
  }

  private static Mail mail() {
    return new Mail(ROLLCALL, MailAddress.of("ada@example.com"), "Hello", "Hi", null, Map.of());
  }

  private MimeMessage received() {
    MimeMessage[] all = server.getReceivedMessages();
    assertThat(all).hasSize(1);
    return all[0];
  }

  private static String part(MimeMessage message, int index)
      throws IOException, MessagingException {
    MimeMultipart parts = (MimeMultipart) message.getContent();
    byte[] bytes = parts.getBodyPart(index).getInputStream().readAllBytes();
    return new String(bytes, UTF_8);
  }
}

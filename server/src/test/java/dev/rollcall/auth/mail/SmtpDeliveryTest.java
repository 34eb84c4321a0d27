package dev.rollcall.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.MailAnswer.Failed;
import dev.rollcall.mail.MailAnswer.Sent;
import dev.rollcall.mail.MailSender;
import dev.rollcall.mail.SmtpServer;
import dev.rollcall.mail.Timeouts;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/// Delivery to the mail server of a project.
class SmtpDeliveryTest {

  @Test
  void the_mail_server_that_is_set_at_the_moment_gets_the_mail() throws Exception {
    GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.start();
    AtomicReference<Optional<SmtpServer>> setting = new AtomicReference<>(Optional.empty());
    SmtpDelivery delivery =
        new SmtpDelivery(
            new MailSender(
                Timeouts.USUAL, (SSLSocketFactory) SSLSocketFactory.getDefault(), address -> true),
            setting::get);
    Letter letter =
        Templates.builtIn()
            .write(
                MailKind.SIGN_IN_CODE,
                new LetterValues(
                    "Shop", "ada@example.com", null, "https://shop.example/?code=x", "AB12CD"));
    Mail mail =
        new Mail(
            new MailAddress("Shop", "hello@shop.example"),
            MailAddress.of("ada@example.com"),
            letter.subject(),
            letter.text(),
            letter.html(),
            Map.of());
    try {
      assertThat(delivery.deliver(mail)).isEqualTo(new Failed("The project has no mail server"));

      setting.set(Optional.of(SmtpServer.usual("localhost", server.getSmtp().getPort(), null)));

      assertThat(delivery.deliver(mail)).isEqualTo(new Sent());
      assertThat(server.getReceivedMessages())
          .singleElement()
          .satisfies(received ->
              assertThat(received.getSubject()).isEqualTo("Sign in to Shop: Your code is AB12CD"));
    } finally {
      server.stop();
    }
  }
}

package dev.rollcall.mail;

import dev.rollcall.mail.MailAnswer.Failed;
import dev.rollcall.mail.MailAnswer.Refused;
import dev.rollcall.mail.MailAnswer.Sent;
import dev.rollcall.mail.SmtpServer.Login;
import dev.rollcall.mail.SmtpServer.Tls;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Properties;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/// Hands a mail to a mail server, and says what the server said. It answers within
/// [Timeouts#whole], and repeats nothing.
public final class MailSender {
  private final Timeouts timeouts;
  private final SSLSocketFactory tls;
  private final Predicate<InetAddress> mayReach;

  /// @param tls decides which certificates are trusted
  /// @param mayReach which addresses mail servers may be at; asked for each that a name has
  public MailSender(Timeouts timeouts, SSLSocketFactory tls, Predicate<InetAddress> mayReach) {
    this.timeouts = timeouts;
    this.tls = tls;
    this.mayReach = mayReach;
  }

  public MailAnswer send(SmtpServer server, Mail mail) {
    try (SmtpConnection connection = SmtpConnection.open(server, timeouts, mayReach, tls)) {
      try {
        return send(server, mail, connection);
      } catch (MessagingException failure) {
        return connection.timeIsOver()
            ? new Failed("The mail server took longer than " + timeouts.whole().toSeconds() + " s")
            : Reasons.answer(failure);
      }
    } catch (IOException unreachable) {
      return new Failed(
          "The mail server "
              + server.host()
              + ":"
              + server.port()
              + " could not be reached: "
              + Reasons.line(unreachable));
    }
  }

  private MailAnswer send(SmtpServer server, Mail mail, SmtpConnection connection)
      throws MessagingException {
    Session session = Session.getInstance(properties(server, mail, connection));
    try (SMTPTransport transport = new SMTPTransport(session, account(server))) {
      transport.connect(connection.socket());
      if (needsUtf8(mail) && !transport.supportsExtension("SMTPUTF8")) {
        return new Refused(
            false, "The mail server takes no addresses with other letters than ASCII before the @");
      }
      transport.sendMessage(new MimeLetter(session, mail), MimeLetter.recipients(mail));
      return new Sent();
    }
  }

  private Properties properties(SmtpServer server, Mail mail, SmtpConnection connection) {
    boolean startTls = server.tls() == Tls.REQUIRED || server.tls() == Tls.OFFERED;
    boolean required =
        server.tls() == Tls.REQUIRED
            || (startTls && server.login() != null && !connection.loopback());
    Properties properties = new Properties();
    properties.put("mail.smtp.auth", server.login() != null);
    properties.put("mail.smtp.localhost", connection.localName());
    properties.put("mail.smtp.starttls.enable", startTls);
    properties.put("mail.smtp.starttls.required", required);
    properties.put("mail.smtp.ssl.socketFactory", tls);
    properties.put("mail.smtp.ssl.checkserveridentity", true);
    // A mail that was taken is sent, even if the server says no good-bye.
    properties.put("mail.smtp.quitwait", false);
    properties.put("mail.mime.allowutf8", needsUtf8(mail));
    return properties;
  }

  private static URLName account(SmtpServer server) {
    String user = server.credentials().map(Login::user).orElse(null);
    String password = server.credentials().map(login -> login.password().value()).orElse(null);
    return new URLName("smtp", server.host(), server.port(), null, user, password);
  }

  private static boolean needsUtf8(Mail mail) {
    return mail.to().needsUtf8() || mail.from().needsUtf8();
  }
}

package dev.rollcall.auth.mail;

import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAnswer;
import dev.rollcall.mail.MailSender;
import dev.rollcall.mail.SmtpServer;
import java.util.Optional;
import java.util.function.Supplier;

/// Delivers to the project's mail server, as it is set at that moment.
public final class SmtpDelivery implements Delivery {
  private final MailSender sender;
  private final Supplier<Optional<SmtpServer>> server;

  public SmtpDelivery(MailSender sender, Supplier<Optional<SmtpServer>> server) {
    this.sender = sender;
    this.server = server;
  }

  @Override
  public MailAnswer deliver(Mail mail) {
    return server
        .get()
        .map(current -> sender.send(current, mail))
        .orElseGet(() -> new MailAnswer.Failed("The project has no mail server"));
  }
}

package dev.rollcall.doctor;

import dev.rollcall.mail.Mail;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.MailAnswer;
import dev.rollcall.mail.MailSender;
import dev.rollcall.mail.SmtpServer;
import java.util.Map;
import java.util.Optional;

/// Notices as mails, over the operator's own mail server.
public final class MailNotices implements NoticeChannel {
  private final MailSender sender;
  private final SmtpServer server;
  private final MailAddress from;
  private final MailAddress to;

  public MailNotices(MailSender sender, SmtpServer server, MailAddress from, MailAddress to) {
    this.sender = sender;
    this.server = server;
    this.from = from;
    this.to = to;
  }

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public Optional<String> tell(Incident incident) {
    boolean over = incident.overAt() != null;
    String subject =
        "Rollcall %s: %s %s"
            .formatted(
                incident.project(),
                switch (incident.kind()) {
                  case PROVIDER -> "the provider does not answer";
                  case HELD_BACK -> "deletions are held back";
                  case QUARANTINE -> "events cannot be applied";
                },
                over ? "(over)" : "");
    String text =
        """
        %s

        Project: %s
        Since:   %s
        %s
        What to do: rollcall doctor
        """
            .formatted(
                incident.sentence(),
                incident.project(),
                incident.beganAt(),
                over ? "Over:    " + incident.overAt() : "It goes on.");
    Mail mail =
        new Mail(
            from,
            to,
            subject.strip(),
            text,
            null,
            Map.of(
                "Message-ID",
                "<" + incident.phase() + "." + incident.id() + "@" + from.domain() + ">",
                "Auto-Submitted",
                "auto-generated"));
    return switch (sender.send(server, mail)) {
      case MailAnswer.Sent() -> Optional.empty();
      case MailAnswer.Refused(_, var reason) -> Optional.of(reason);
      case MailAnswer.Failed(var reason) -> Optional.of(reason);
    };
  }
}

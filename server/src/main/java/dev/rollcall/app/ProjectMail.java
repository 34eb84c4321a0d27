package dev.rollcall.app;

import dev.rollcall.auth.mail.Delivery;
import dev.rollcall.auth.mail.Mailbox;
import dev.rollcall.auth.mail.Outbox;
import dev.rollcall.auth.mail.SmtpDelivery;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.MailSender;
import dev.rollcall.mail.SmtpServer;
import dev.rollcall.mail.Timeouts;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.EmailServer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secret;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Where the mails of projects go: to the project's mail server, or, while nobody but this machine
/// can reach us, to the development mailbox.
final class ProjectMail {
  private static final String NOBODY = "noreply@localhost.localdomain";

  private final Ground ground;
  private final AuthProjects projects;
  private final @Nullable Mailbox mailbox;

  /// @param mailbox null where there is none, since others can reach this server
  ProjectMail(Ground ground, AuthProjects projects, @Nullable Mailbox mailbox) {
    this.ground = ground;
    this.projects = projects;
    this.mailbox = mailbox;
  }

  Outbox outbox(ProjectId project, Database database) {
    return new Outbox(
        database,
        project,
        ground.secrets(),
        () -> from(project),
        delivery(project),
        ground.random(),
        ground.clock());
  }

  private Delivery delivery(ProjectId project) {
    Mailbox development = mailbox;
    return mail ->
        development != null && server(project).isEmpty()
            ? development.deliver(mail)
            : new SmtpDelivery(sender(), () -> server(project).map(ProjectMail::smtp))
                .deliver(mail);
  }

  /// Made when it is needed: what it takes for TLS would slow every start down.
  private MailSender sender() {
    return new MailSender(
        Timeouts.USUAL,
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        address ->
            mailbox != null
                || !(address.isLoopbackAddress()
                    || address.isLinkLocalAddress()
                    || address.isAnyLocalAddress()));
  }

  private MailAddress from(ProjectId project) {
    Optional<AuthProject> known = projects.find(project);
    String name = known.map(AuthProject::displayName).orElse(project.value());
    EmailServer server = known.map(AuthProject::emailServer).orElse(null);
    return server == null
        ? new MailAddress(name, NOBODY)
        : new MailAddress(
            server.senderName().isBlank() ? name : server.senderName(), server.senderEmail());
  }

  private Optional<EmailServer> server(ProjectId project) {
    return projects.find(project).map(AuthProject::emailServer);
  }

  private static SmtpServer smtp(EmailServer server) {
    return SmtpServer.usual(
        server.host(),
        server.port(),
        server.username().isEmpty()
            ? null
            : new SmtpServer.Login(server.username(), new Secret(server.password())));
  }
}

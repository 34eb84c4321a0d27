package dev.rollcall.app;

import dev.rollcall.config.NoticeTargets;
import dev.rollcall.doctor.MailNotices;
import dev.rollcall.doctor.NoticeChannel;
import dev.rollcall.doctor.WebhookNotices;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.MailSender;
import dev.rollcall.mail.SmtpServer;
import dev.rollcall.mail.Timeouts;
import dev.rollcall.secret.Secret;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/// The ways in which the operator wants to be told of incidents. The operator named all of their
/// addresses, so they may be private ones; those of cloud metadata never.
final class NoticeChannels {
  private NoticeChannels() {}

  static List<NoticeChannel> of(NoticeTargets targets, InstantSource clock) {
    List<NoticeChannel> channels = new ArrayList<>();
    NoticeTargets.Webhook webhook = targets.webhook();
    if (webhook != null) {
      channels.add(
          new WebhookNotices(
              new PinnedCaller(new EgressGuard(true), clock),
              webhook.url(),
              webhook.secret(),
              clock));
    }
    NoticeTargets.Mail mail = targets.mail();
    if (mail != null) {
      channels.add(
          new MailNotices(
              new MailSender(
                  Timeouts.USUAL,
                  (SSLSocketFactory) SSLSocketFactory.getDefault(),
                  address -> !address.isLinkLocalAddress() && !address.isAnyLocalAddress()),
              server(mail),
              MailAddress.of(mail.from()),
              MailAddress.of(mail.to())));
    }
    return channels;
  }

  private static SmtpServer server(NoticeTargets.Mail mail) {
    Secret login = mail.login();
    SmtpServer.Login known = null;
    if (login != null) {
      int colon = login.value().indexOf(':');
      known =
          new SmtpServer.Login(
              login.value().substring(0, colon), new Secret(login.value().substring(colon + 1)));
    }
    return mail.tls()
        ? new SmtpServer(mail.host(), mail.port(), known, SmtpServer.Tls.IMPLICIT)
        : SmtpServer.usual(mail.host(), mail.port(), known);
  }
}

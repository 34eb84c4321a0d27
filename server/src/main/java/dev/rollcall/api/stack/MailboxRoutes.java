package dev.rollcall.api.stack;

import dev.rollcall.auth.mail.Mailbox;
import dev.rollcall.auth.mail.MailboxView;

/// The development mailbox, in the shapes of Inbucket's first API. Only there while nobody but this
/// machine can reach the server.
public final class MailboxRoutes implements RouteGroup {
  private final Mailbox mailbox;

  public MailboxRoutes(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.get(
        "/mailbox/{name}",
        Access.NONE,
        request -> StackAnswer.ok(MailboxView.list(mailbox.list(request.parameter("name")))));
    routes.get(
        "/mailbox/{name}/{id}",
        Access.NONE,
        request ->
            mailbox
                .find(request.parameter("name"), request.parameter("id"))
                .<StackAnswer>map(mail -> StackAnswer.ok(MailboxView.message(mail)))
                .orElseGet(() -> StackAnswer.plainError(404, "There is no such mail.")));
  }
}

package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.auth.mail.Mailbox;
import dev.rollcall.auth.mail.MailboxView;
import dev.rollcall.auth.mail.StoredMail;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestRefusedException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/mails`: the development mailbox, with the mails of all projects.
public final class MailRoutes implements ManagementRoutes {
  private final @Nullable Mailbox mailbox;

  /// @param mailbox null where mails are sent, and not kept
  public MailRoutes(@Nullable Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/mails", answering(request -> list(mailbox(request).all())));
    rules.get("/mails/{name}", answering(request -> list(mailbox(request).list(name(request)))));
    rules.get("/mails/{name}/{id}", answering(this::show));
  }

  private static JsonAnswer list(List<StoredMail> mails) {
    return JsonAnswer.ok(Map.of("mails", MailboxView.list(mails)));
  }

  private JsonAnswer show(ServerRequest request) {
    String id = request.path().pathParameters().get("id");
    return mailbox(request)
        .find(name(request), id)
        .map(mail -> JsonAnswer.ok(Map.of("mail", MailboxView.message(mail))))
        .orElseThrow(() ->
            refusal(
                request, "There is no mail '" + id + "' in the mailbox '" + name(request) + "'."));
  }

  private Mailbox mailbox(ServerRequest request) {
    Mailbox there = mailbox;
    if (there == null) {
      throw refusal(
          request,
          "There is no mailbox: it is there in development only, while nobody but this machine can"
              + " reach the server.");
    }
    return there;
  }

  private static String name(ServerRequest request) {
    return request.path().pathParameters().get("name");
  }

  private static RequestRefusedException refusal(ServerRequest request, String message) {
    return Problem.refusal(request, ErrorCode.NOT_FOUND, message);
  }
}

package dev.rollcall.auth.mail;

import dev.rollcall.json.Json;
import dev.rollcall.mail.Mail;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Mails in the JSON of Inbucket's REST API v1, which tools for testing mails read.
public final class MailboxView {
  private MailboxView() {}

  /// What `GET /api/v1/mailbox/{name}` answers.
  public static ArrayNode list(List<StoredMail> mails) {
    ArrayNode all = Json.MAPPER.createArrayNode();
    mails.forEach(mail -> all.add(summary(mail)));
    return all;
  }

  /// What `GET /api/v1/mailbox/{name}/{id}` answers.
  public static ObjectNode message(StoredMail stored) {
    Mail mail = stored.mail();
    ObjectNode message = summary(stored);
    message.putObject("body").put("text", mail.text()).put("html", html(mail));
    ObjectNode header = message.putObject("header");
    headers(mail).forEach((name, value) -> header.putArray(name).add(value));
    message.putArray("attachments");
    return message;
  }

  private static ObjectNode summary(StoredMail stored) {
    Mail mail = stored.mail();
    ObjectNode summary =
        Json.MAPPER
            .createObjectNode()
            .put("mailbox", stored.mailbox())
            .put("id", String.valueOf(stored.id()))
            .put("from", mail.from().toString());
    summary.putArray("to").add(mail.to().toString());
    return summary
        .put("subject", mail.subject())
        .put("date", stored.at().toString())
        .put("posix-millis", stored.at().toEpochMilli())
        .put("size", size(mail))
        .put("seen", false);
  }

  private static Map<String, String> headers(Mail mail) {
    Map<String, String> all = new TreeMap<>(mail.headers());
    all.put("From", mail.from().toString());
    all.put("To", mail.to().toString());
    all.put("Subject", mail.subject());
    return all;
  }

  private static int size(Mail mail) {
    return (mail.text() + html(mail)).getBytes(StandardCharsets.UTF_8).length;
  }

  private static String html(Mail mail) {
    String html = mail.html();
    return html == null ? "" : html;
  }
}

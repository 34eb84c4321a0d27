package dev.rollcall.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The development mailbox.
@Command(
    name = "mail",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the mails that the built-in provider would have sent, in development: while nobody but"
          + " this machine can reach the server, and the project has no mail server, they are kept"
          + " instead, the newest 1,000 of them.",
      "",
      "Examples:",
      "  rollcall mail                        all of them",
      "  rollcall mail ada                    those to ada@..., and to ada+anything@...",
      "  rollcall mail ada@example.com        those to this address",
      "  rollcall mail ada latest             the newest one, with its text",
      ""
    })
final class MailCommand extends ServerCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "What stands before the @, or a whole address")
  private @Nullable String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID",
      description = "The mail's id, or latest: shows its text")
  private @Nullable String id;

  MailCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    String box = name == null ? "/mails" : "/mails/" + ServerClient.escaped(name);
    String one = id;
    JsonNode answer = client.get(one == null ? box : box + "/" + ServerClient.escaped(one));
    if (!printedAsJson(answer)) {
      if (one == null) {
        list(answer.path("mails"));
      } else {
        show(answer.path("mail"));
      }
    }
    return 0;
  }

  private void list(JsonNode mails) {
    if (mails.isEmpty()) {
      say("There are no mails" + (name == null ? "." : " for '" + Table.clean(name) + "'."));
      return;
    }
    Table table = new Table("mailbox", "id", "date", "to", "subject");
    for (JsonNode mail : mails) {
      table.add(
          Cells.text(mail, "mailbox"),
          Cells.text(mail, "id"),
          Cells.time(mail, "date"),
          mail.path("to").path(0).asString(""),
          Cells.text(mail, "subject"));
    }
    table.print(terminal());
    say("To read one: rollcall mail MAILBOX ID");
  }

  private void show(JsonNode mail) {
    say("From:    " + Table.clean(Cells.textOr(mail, "from", "")));
    say("To:      " + Table.clean(mail.path("to").path(0).asString("")));
    say("Subject: " + Table.clean(Cells.textOr(mail, "subject", "")));
    say("Date:    " + Cells.time(mail, "date"));
    say("");
    Cells.textOr(mail.path("body"), "text", "").lines().map(Table::clean).forEach(this::say);
  }
}

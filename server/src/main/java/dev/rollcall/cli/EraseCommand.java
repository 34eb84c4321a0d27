package dev.rollcall.cli;

import java.io.Console;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Removes a user's personal data for good.
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description = {
      "Removes the personal data of a user for good, as a request under the GDPR asks for.",
      "The row stays, as a deleted one that holds only the id, so that what refers to it stays whole."
          + " Whatever the provider still says of the user is ignored. With the built-in provider the"
          + " account goes as well; at another one, delete the user there first."
    })
final class EraseCommand extends ProjectCommand {
  @Parameters(paramLabel = "ID", description = "The user's id")
  private String id = "";

  @Option(names = "--yes", description = "Do not ask for confirmation")
  private boolean yes;

  EraseCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    if (!yes && !confirmed()) {
      say("Nothing was erased.");
      return 1;
    }
    JsonNode answer = client.post(path("/users/" + ServerClient.escaped(id) + "/erase"), Map.of());
    if (!printedAsJson(answer)) {
      JsonNode erased = answer.path("erased");
      say(
          "The data of the user "
              + Table.clean(id)
              + " was erased: the row, the payloads of "
              + Cells.text(erased, "events")
              + " events, "
              + Cells.text(erased, "webhook_messages")
              + " messages to webhooks"
              + (erased.path("account").asBoolean(false) ? ", and the account." : "."));
    }
    return 0;
  }

  private boolean confirmed() {
    Console person = terminal().person();
    if (person == null) {
      throw new CommandFailedException(
          "There is nobody to confirm that the data of '" + id + "' is erased for good: use --yes");
    }
    String typed =
        person.readLine(
            "The data of '%s' is erased for good. Type the id once more to go on: ",
            Table.clean(id));
    return id.equals(typed == null ? null : typed.strip());
  }
}

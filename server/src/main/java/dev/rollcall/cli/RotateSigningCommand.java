package dev.rollcall.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Has another key sign a project's access tokens.
@Command(
    name = "rotate-signing",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes a new key for signing the access tokens of a project.",
      "",
      "It takes over after a day, when all who keep a copy of the key set know it; tokens that the"
          + " key before it signed stay good until they expire. This also happens by itself every"
          + " 30 days."
    })
final class RotateSigningCommand extends ProjectCommand {
  @Option(
      names = "--now",
      description =
          "Have it sign at once; who keeps a copy of the key set may refuse tokens until it is read"
              + " again")
  private boolean now;

  RotateSigningCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    JsonNode answer =
        client.post(path("/auth/signing_keys/rotate" + (now ? "?now=true" : "")), Map.of());
    if (!printedAsJson(answer)) {
      Table table = new Table("kid", "state", "created_at", "signs_from");
      for (JsonNode key : answer.path("signing_keys")) {
        table.add(
            Cells.text(key, "kid"),
            Cells.text(key, "state"),
            Cells.time(key, "created_at"),
            Cells.time(key, "signs_from"));
      }
      table.print(terminal());
    }
    return 0;
  }
}

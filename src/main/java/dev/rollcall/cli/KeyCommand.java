package dev.rollcall.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The keys of the management API.
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes, lists and revokes keys of the management API.")
final class KeyCommand {

  /// Makes one, and shows it this once.
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a key, and shows it this once.")
  static final class Create extends ServerCommand {
    @Parameters(paramLabel = "NAME", description = "What it is for, 1 to 64 characters")
    private String name = "";

    Create(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode key = client.post("/api_keys", Map.of("key_name", name));
      if (!printedAsJson(key)) {
        say(Cells.textOr(key, "key", ""));
        terminal()
            .err()
            .println(
                "Keep it now: it is stored as a hash only, and cannot be shown again. To revoke it:"
                    + " rollcall key revoke "
                    + Cells.text(key, "id"));
      }
      return 0;
    }
  }

  /// Lists those that are good.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the keys that are good, without showing them.")
  static final class ListKeys extends ServerCommand {
    ListKeys(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.get("/api_keys");
      if (!printedAsJson(answer)) {
        Table table = new Table("id", "name", "created_at", "last_used_at");
        for (JsonNode key : answer.path("api_keys")) {
          table.add(
              Cells.text(key, "id"),
              Cells.text(key, "name"),
              Cells.time(key, "created_at"),
              Cells.time(key, "last_used_at"));
        }
        table.print(terminal());
      }
      return 0;
    }
  }

  /// Ends one.
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes a key, at once and for good.")
  static final class Revoke extends ServerCommand {
    @Parameters(paramLabel = "ID", description = "The key's id, as `key list` shows it")
    private String id = "";

    Revoke(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.delete("/api_keys/" + ServerClient.escaped(id));
      if (!printedAsJson(answer)) {
        say("The key " + id + " was revoked.");
      }
      return 0;
    }
  }
}

package dev.rollcall.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The synced users.
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows the users in the table, and keeps those of the built-in provider.")
final class UserCommand {

  /// Lists them by id.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the users in the table, by id.")
  static final class ListUsers extends ProjectCommand {
    @Option(names = "--deleted", description = "Also those that are deleted")
    private boolean deleted;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "How many at most, up to 1000 (default: ${DEFAULT-VALUE})")
    private int limit = 100;

    @Option(names = "--after", paramLabel = "ID", description = "Go on after this one")
    private @Nullable String after;

    ListUsers(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      String place = after == null ? "" : "&after=" + ServerClient.escaped(after);
      JsonNode page =
          client.get(path("/users?limit=" + limit + (deleted ? "&deleted=true" : "") + place));
      if (!printedAsJson(page)) {
        table(page.path("users")).print(terminal());
        String next = Cells.text(page, "next");
        if (next != null) {
          say("There may be more: --after '" + Table.clean(next) + "'");
        }
      }
      return 0;
    }
  }

  /// Shows one, with all that the provider says of it.
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one user, with what the provider says of it.")
  static final class ShowUser extends ProjectCommand {
    @Parameters(paramLabel = "ID", description = "The user's id")
    private String id = "";

    ShowUser(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.get(path("/users/" + ServerClient.escaped(id)));
      if (!printedAsJson(answer)) {
        Details.print(terminal(), answer.path("user"));
      }
      return 0;
    }
  }

  /// Fetches one who is needed now.
  @Command(
      name = "ensure",
      mixinStandardHelpOptions = true,
      description = {
        "Returns when the user's row is in the table; asks the provider for the user if it is not"
            + " there yet.",
        "By the same rule as everything else: a user who was deleted does not come back."
      })
  static final class EnsureUser extends ProjectCommand {
    @Parameters(paramLabel = "ID", description = "The user's id")
    private String id = "";

    EnsureUser(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer =
          client.post(path("/users/" + ServerClient.escaped(id) + "/ensure"), Map.of());
      if (!printedAsJson(answer)) {
        Details.print(terminal(), answer.path("user"));
      }
      return 0;
    }
  }

  static Table table(JsonNode users) {
    Table table = new Table("id", "name", "email", "created_at", "updated_at", "deleted_at");
    for (JsonNode user : users) {
      table.add(
          Cells.text(user, "id"),
          Cells.text(user, "name"),
          Cells.text(user, "email"),
          Cells.time(user, "created_at"),
          Cells.time(user, "updated_at"),
          Cells.time(user, "deleted_at"));
    }
    return table;
  }
}

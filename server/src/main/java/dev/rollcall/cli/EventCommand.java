package dev.rollcall.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What providers said, and what became of it.
@Command(
    name = "event",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows what the provider said, and what became of it.")
final class EventCommand {

  /// Lists events, newest first.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists events, newest first.")
  static final class ListEvents extends ProjectCommand {
    @Option(
        names = "--outcome",
        paramLabel = "OUTCOME",
        description = "Only waiting, applied, superseded, ignored or quarantined ones")
    private @Nullable String outcome;

    @Option(names = "--user", paramLabel = "ID", description = "Only those about this user")
    private @Nullable String user;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "How many at most, up to 1000 (default: ${DEFAULT-VALUE})")
    private int limit = 50;

    @Option(names = "--before", paramLabel = "NUMBER", description = "Go on before this one")
    private @Nullable Long before;

    ListEvents(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      StringBuilder query = new StringBuilder("/events?limit=" + limit);
      if (outcome != null) {
        query.append("&outcome=").append(ServerClient.escaped(outcome));
      }
      if (user != null) {
        query.append("&user_id=").append(ServerClient.escaped(user));
      }
      if (before != null) {
        query.append("&before=").append(before);
      }
      JsonNode page = client.get(path(query.toString()));
      if (!printedAsJson(page)) {
        print(page);
      }
      return 0;
    }

    private void print(JsonNode page) {
      Table table = new Table("number", "received_at", "outcome", "user_id", "attempts", "reason");
      for (JsonNode event : page.path("events")) {
        table.add(
            Cells.text(event, "number"),
            Cells.time(event, "received_at"),
            Cells.text(event, "outcome"),
            Cells.text(event, "user_id"),
            Cells.text(event, "attempts"),
            Cells.text(event, "reason"));
      }
      table.print(terminal());
      String next = Cells.text(page, "next");
      if (next != null) {
        say("There may be more: --before " + next);
      }
    }
  }

  /// Shows one, with its payload.
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one event, with its payload, word for word.")
  static final class ShowEvent extends ProjectCommand {
    @Parameters(paramLabel = "NUMBER", description = "The event's number")
    private long number;

    ShowEvent(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.get(path("/events/" + number));
      if (!printedAsJson(answer)) {
        Details.print(terminal(), answer.path("event"));
      }
      return 0;
    }
  }

  /// Has events applied again.
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = {
        "Has an event applied again, or all that are quarantined.",
        "A replay obeys the rule that every event obeys: it cannot bring back older data."
      })
  static final class Replay extends ProjectCommand {
    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    Replay(Terminal terminal) {
      super(terminal);
    }

    /// One, or all of a kind.
    static final class Which {
      @Parameters(index = "0", paramLabel = "NUMBER", description = "The event's number")
      private @Nullable Long number;

      @Option(names = "--quarantined", description = "All events that could not be applied")
      private boolean quarantined;
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      String place = which.quarantined ? "" : "/" + which.number;
      JsonNode answer = client.post(path("/events" + place + "/replay"), Map.of());
      if (!printedAsJson(answer)) {
        say(
            "Events to be applied again: "
                + answer.path("replayed").asLong(0)
                + ". What becomes of them: rollcall event list");
      }
      return 0;
    }
  }
}

package dev.rollcall.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// Row-level security in a project's database.
@Command(
    name = "rls",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Row-level security: the functions and roles with which policies know the user.",
      "On a Postgres of your own the role needs to own the database and CREATEROLE."
    })
final class RlsCommand {

  /// Turns it on, or brings it up to date.
  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Turns it on, or brings it up to date; doing it again changes nothing.")
  static final class Enable extends ProjectCommand {
    Enable(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.send("PUT", path("/rls"), Map.of()).orRefused();
      if (!printedAsJson(answer)) {
        say(
            answer.path("changed").asBoolean(false)
                ? "Row-level security is on in '" + project() + "'."
                : "Row-level security was on in '" + project() + "' already.");
      }
      return 0;
    }
  }

  /// Takes it out again.
  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Takes it out again, unless your own policies or tables still use it.")
  static final class Disable extends ProjectCommand {
    Disable(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.delete(path("/rls"));
      if (!printedAsJson(answer)) {
        say("Row-level security is off in '" + project() + "'.");
        answer
            .path("kept_roles")
            .forEach(role ->
                say("  The role " + role.asString("") + " stays: another database needs it."));
      }
      return 0;
    }
  }

  /// Says whether it is on, and what is weak.
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Says whether it is on, and which tables and policies are weak.")
  static final class ShowStatus extends ProjectCommand {
    private static final int WEAK = 1;

    ShowStatus(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.get(path("/rls"));
      JsonNode weaknesses = answer.path("weaknesses");
      if (!printedAsJson(answer)) {
        say(headline(answer));
        if (!weaknesses.isEmpty()) {
          Table table = new Table("severity", "check", "object", "mend");
          for (JsonNode weakness : weaknesses) {
            table.add(
                Cells.text(weakness, "severity"),
                Cells.text(weakness, "check"),
                Cells.text(weakness, "object"),
                Cells.text(weakness, "mend"));
          }
          table.print(terminal());
        }
      }
      return weaknesses.isEmpty() ? 0 : WEAK;
    }

    private static String headline(JsonNode answer) {
      if (!answer.path("enabled").asBoolean(false)) {
        return "Row-level security is off: rollcall rls enable";
      }
      return answer.path("up_to_date").asBoolean(true)
          ? "Row-level security is on."
          : "Row-level security is on, in an older form: rollcall rls enable";
    }
  }

  /// Prints the SQL.
  @Command(
      name = "script",
      mixinStandardHelpOptions = true,
      description = "Prints all of it as one SQL script, for those who run migrations themselves.")
  static final class PrintScript extends ProjectCommand {
    PrintScript(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      say(client.get(path("/rls/script")).path("script").asString(""));
      return 0;
    }
  }
}

package dev.rollcall.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// Says what is wrong, or could be better, and what to do about it.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at all projects, and says what is wrong or could be better, and what to do about it.",
      "Exit code 0 when nothing serious was found, 1 otherwise."
    })
final class DoctorCommand extends ServerCommand {
  private static final int ILL = 1;

  DoctorCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    JsonNode answer = client.get("/doctor");
    boolean serious = false;
    for (JsonNode finding : answer.path("findings")) {
      serious |= finding.path("severity").asString("").equals("serious");
    }
    if (!printedAsJson(answer)) {
      for (JsonNode finding : answer.path("findings")) {
        boolean bad = finding.path("severity").asString("").equals("serious");
        say(
            (bad ? terminal().red("serious ") : terminal().yellow("advice  "))
                + Cells.textOr(finding, "project", "")
                + ": "
                + Table.clean(Cells.textOr(finding, "sentence", ""))
                + ".");
        say("        " + Table.clean(Cells.textOr(finding, "mend", "")));
      }
      if (answer.path("findings").isEmpty()) {
        say(terminal().green("Nothing is wrong."));
      }
    }
    return serious ? ILL : 0;
  }
}

package dev.rollcall.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// How the server and its projects are doing.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows how the server and its projects are doing.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:All of it works.",
      "1:Something does not; it is printed.",
      "2:The command line was not understood.",
      "3:No server runs."
    })
final class StatusCommand extends ServerCommand {
  static final int NOT_HEALTHY = 1;
  static final int NOT_RUNNING = 3;

  StatusCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    JsonNode status = client.get("/status");
    boolean healthy = status.path("healthy").asBoolean(false);
    if (!printedAsJson(status)) {
      say(
          healthy
              ? terminal().green("Rollcall is healthy") + " at " + client.url()
              : terminal().red("Rollcall is not healthy") + " at " + client.url());
      say("");
      projects(status);
      status
          .path("projects")
          .forEach(project -> troubles(project.path("id").asString(""), project));
    }
    return healthy ? 0 : NOT_HEALTHY;
  }

  private void projects(JsonNode status) {
    Table table =
        new Table(
            "project", "provider", "users", "waiting", "quarantined", "last event", "last sync");
    for (JsonNode project : status.path("projects")) {
      JsonNode sync = project.path("last_sync");
      String ended = Cells.time(sync, "finished_at");
      table.add(
          Cells.text(project, "id"),
          Cells.text(project, "auth_provider"),
          Cells.number(project, "users"),
          Cells.number(project, "waiting"),
          Cells.number(project, "quarantined"),
          Cells.time(project, "last_event_at"),
          ended == null ? Cells.text(sync, "state") : ended + " " + Cells.text(sync, "state"));
    }
    table.print(terminal());
  }

  private void troubles(String project, JsonNode view) {
    for (Map.Entry<String, JsonNode> trouble : view.path("troubles").properties()) {
      say(
          terminal().red("  " + project + ": ")
              + trouble.getKey()
              + ": "
              + Table.clean(trouble.getValue().asString("")));
    }
    view.path("notes")
        .forEach(
            note -> say(terminal().yellow("  " + project + ": ") + Table.clean(note.asString(""))));
    if (Cells.text(view, "auth_provider") == null) {
      say("  " + project + ": is not connected to a provider yet: rollcall connect --help");
    }
    long heldBack = view.path("last_sync").path("held_back").asLong(0);
    if (heldBack > 0) {
      say(
          terminal().yellow("  " + project + ": ")
              + heldBack
              + " deletions are held back: rollcall sync");
    }
    if (view.path("quarantined").asLong(0) > 0) {
      say(
          terminal().yellow("  " + project + ": ")
              + "some events could not be applied: rollcall event list --outcome quarantined");
    }
  }
}

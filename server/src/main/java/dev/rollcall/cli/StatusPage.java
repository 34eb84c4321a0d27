package dev.rollcall.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the API says of the server and its projects, for people.
final class StatusPage {
  private final Terminal terminal;

  StatusPage(Terminal terminal) {
    this.terminal = terminal;
  }

  static boolean healthy(JsonNode status) {
    return status.path("healthy").asBoolean(false);
  }

  /// @param rates to be shown beside it; null where there are none
  void print(URI url, JsonNode status, @Nullable StatusRates rates) {
    say(
        healthy(status)
            ? terminal.green("Rollcall is healthy") + " at " + url
            : terminal.red("Rollcall is not healthy") + " at " + url);
    say("");
    projects(status, rates);
    status.path("projects").forEach(project -> troubles(project.path("id").asString(""), project));
  }

  private void projects(JsonNode status, @Nullable StatusRates rates) {
    List<String> headers =
        new ArrayList<>(
            List.of(
                "project",
                "provider",
                "users",
                "waiting",
                "quarantined",
                "last event",
                "last sync"));
    if (rates != null) {
      headers.addAll(List.of("in/s", "done/s"));
    }
    Table table = new Table(headers);
    for (JsonNode project : status.path("projects")) {
      JsonNode sync = project.path("last_sync");
      String ended = Cells.time(sync, "finished_at");
      List<@Nullable String> cells = new ArrayList<>();
      cells.add(Cells.text(project, "id"));
      cells.add(Cells.text(project, "auth_provider"));
      cells.add(Cells.number(project, "users"));
      cells.add(Cells.number(project, "waiting"));
      cells.add(Cells.number(project, "quarantined"));
      cells.add(Cells.time(project, "last_event_at"));
      cells.add(
          ended == null ? Cells.text(sync, "state") : ended + " " + Cells.text(sync, "state"));
      if (rates != null) {
        cells.add(rates.received(project));
        cells.add(rates.settled(project));
      }
      table.add(cells.toArray(String[]::new));
    }
    table.print(terminal);
  }

  private void troubles(String project, JsonNode view) {
    for (Map.Entry<String, JsonNode> trouble : view.path("troubles").properties()) {
      say(
          terminal.red("  " + project + ": ")
              + trouble.getKey()
              + ": "
              + Table.clean(trouble.getValue().asString("")));
    }
    view.path("notes")
        .forEach(
            note -> say(terminal.yellow("  " + project + ": ") + Table.clean(note.asString(""))));
    if (Cells.text(view, "auth_provider") == null) {
      say("  " + project + ": is not connected to a provider yet: rollcall connect --help");
    }
    long heldBack = view.path("last_sync").path("held_back").asLong(0);
    if (heldBack > 0) {
      say(
          terminal.yellow("  " + project + ": ")
              + heldBack
              + " deletions are held back: rollcall sync");
    }
    if (view.path("quarantined").asLong(0) > 0) {
      say(
          terminal.yellow("  " + project + ": ")
              + "some events could not be applied: rollcall event list --outcome quarantined");
    }
  }

  private void say(String line) {
    terminal.out().println(line);
  }
}

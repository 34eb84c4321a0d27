package dev.rollcall.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Begins a comparison, follows it to its end, and tells what it did.
final class ComparisonRun {
  private static final long LOOK_EVERY_MILLIS = 50;
  private static final int SHOWN_IDS = 10;

  private final ServerClient client;
  private final Terminal terminal;
  private final String path;

  /// @param path the project's, in the API
  ComparisonRun(ServerClient client, Terminal terminal, String path) {
    this.client = client;
    this.terminal = terminal;
    this.path = path;
  }

  /// Answers the ended comparison. Waits for another one first, where that is under way.
  JsonNode run(boolean dryRun, boolean release) throws InterruptedException {
    while (true) {
      try {
        JsonNode begun = client.post(path + "/sync", Map.of("dry_run", dryRun, "release", release));
        return follow(begun.path("sync").path("number").asLong());
      } catch (ServerRefusedException refused) {
        if (!refused.code().equals("comparison_under_way")) {
          throw refused;
        }
        terminal
            .err()
            .println("Another comparison is under way; this one begins when it has ended.");
        follow(client.get(path + "/sync").path("sync").path("number").asLong());
      }
    }
  }

  private JsonNode follow(long number) throws InterruptedException {
    try (SyncProgress progress = new SyncProgress(terminal)) {
      while (true) {
        JsonNode answer = client.get(path + "/sync/" + number);
        JsonNode sync = answer.path("sync");
        progress.show(sync);
        if (Cells.text(sync, "finished_at") != null) {
          return answer;
        }
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
    }
  }

  /// Prints what an ended comparison found; false where it failed.
  boolean tell(JsonNode sync) throws InterruptedException {
    String reason = Cells.text(sync, "reason");
    if (Cells.textOr(sync, "state", "").equals("failed")) {
      terminal
          .err()
          .println(
              "The comparison failed: "
                  + (reason == null ? "no reason was given" : reason)
                  + ". Nothing was deleted.");
      return false;
    }
    summary(sync, reason);
    if (sync.path("held_back").asLong(0) > 0) {
      heldBack(sync);
    }
    terminal.out().flush();
    return true;
  }

  private void summary(JsonNode sync, @Nullable String reason) {
    boolean dryRun = sync.path("dry_run").asBoolean(false);
    long http = sync.path("http_millis").asLong(0);
    long postgres = sync.path("merge_millis").asLong(0);
    terminal
        .out()
        .println(
            (dryRun ? "Compared, and changed nothing: " : "Compared: ")
                + Cells.number(sync, "listed")
                + " users listed by "
                + Cells.text(sync, "auth_provider")
                + " in "
                + Cells.seconds(Cells.millisBetween(sync, "started_at", "finished_at"))
                + " ("
                + Cells.seconds(http)
                + " in HTTP, "
                + Cells.seconds(postgres)
                + " in Postgres)");
    String would = dryRun ? "would be " : "";
    count(sync, "inserted", would + "inserted");
    count(sync, "updated", would + "updated");
    count(sync, "deleted", would + "deleted");
    count(sync, "held_back", dryRun ? "would be held back" : "held back");
    count(sync, "unreadable", "unreadable");
    if (reason != null) {
      terminal.out().println("  " + Table.clean(reason));
    }
  }

  private void count(JsonNode sync, String name, String label) {
    String number = Cells.number(sync, name);
    terminal.out().println("  %-18s  %10s".formatted(label, number == null ? "-" : number));
  }

  private void heldBack(JsonNode sync) throws InterruptedException {
    terminal
        .out()
        .println(
            terminal.yellow("Held back: ")
                + Cells.number(sync, "held_back")
                + " users are no longer listed by the provider. So many at once may be a mistake (a"
                + " wrong key, another environment), so none of them is deleted.");
    terminal
        .out()
        .println(
            "If they are really gone: rollcall sync --release asks the provider for each of them,"
                + " and deletes those that it does not know.");
    int shown = 0;
    for (JsonNode id : client.get(path + "/sync").path("held_back")) {
      if (shown++ < SHOWN_IDS) {
        terminal.out().println("  " + Table.clean(id.asString("")));
      }
    }
    if (shown > SHOWN_IDS) {
      terminal.out().println("  ... and more");
    }
  }
}

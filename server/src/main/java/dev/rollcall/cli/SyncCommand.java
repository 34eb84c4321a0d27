package dev.rollcall.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Compares the provider's listing with the table, and repairs it.
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    description = {
      "Compares all users of the provider with the table now, and repairs what differs.",
      "It goes on in the server when this command is interrupted."
    })
final class SyncCommand extends ProjectCommand {
  @Option(names = "--dry-run", description = "Only report")
  private boolean dryRun;

  @Option(
      names = "--release",
      description = "Let deletions go that were held back because they were too many at once")
  private boolean release;

  @Option(
      names = "--apply-fields",
      description = {
        "First take what the project no longer stores (rollcall project set --drop-fields) out of"
            + " the rows and events that are there"
      })
  private boolean applyFields;

  SyncCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    boolean all = !applyFields || applyFields(client);
    ComparisonRun comparison = new ComparisonRun(client, terminal(), path(""));
    JsonNode answer = comparison.run(dryRun, release);
    JsonNode sync = answer.path("sync");
    if (printedAsJson(answer)) {
      return Cells.textOr(sync, "state", "").equals("failed") || !all ? 1 : 0;
    }
    return comparison.tell(sync) && all ? 0 : 1;
  }

  /// False where rows were left, because somebody else holds them.
  private boolean applyFields(ServerClient client) throws InterruptedException {
    long changed = 0;
    long locked = 0;
    long dropped = 0;
    long droppedNow;
    String next = null;
    do {
      JsonNode page =
          client.post(path("/fields/apply"), next == null ? Map.of() : Map.of("after", next));
      changed += page.path("changed").asLong();
      locked += page.path("locked").asLong();
      droppedNow = page.path("payloads_dropped").asLong();
      dropped += droppedNow;
      String last = Cells.text(page, "next");
      // The rows may end before the events do; looking at the last ones again changes nothing.
      next = last == null ? next : last;
      if (last == null && droppedNow == 0) {
        break;
      }
    } while (true);
    terminal()
        .err()
        .println(
            "Fields: " + changed + " rows changed, " + dropped + " events without payload now.");
    if (locked > 0) {
      terminal()
          .err()
          .println(locked + " rows are held by other transactions; run this again for them.");
    }
    return locked == 0;
  }
}

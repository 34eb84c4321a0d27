package dev.rollcall.cli;

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

  SyncCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(ServerClient client) throws InterruptedException {
    ComparisonRun comparison = new ComparisonRun(client, terminal(), path(""));
    JsonNode answer = comparison.run(dryRun, release);
    JsonNode sync = answer.path("sync");
    if (printedAsJson(answer)) {
      return Cells.textOr(sync, "state", "").equals("failed") ? 1 : 0;
    }
    return comparison.tell(sync) ? 0 : 1;
  }
}

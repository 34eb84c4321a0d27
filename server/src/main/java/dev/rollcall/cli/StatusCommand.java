package dev.rollcall.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--watch",
      description = "Show it again and again, with events a second; q ends that")
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "How often, with --watch (default: ${DEFAULT-VALUE})")
  private int every;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many times, with --watch (default: until it is ended)")
  private int count;

  @Override
  int run(ServerClient client) throws InterruptedException {
    if (watch) {
      if (every < 1 || count < 0) {
        throw new CommandFailedException(
            "--every "
                + every
                + " --count "
                + count
                + " cannot be: use at least 1, and at least 0");
      }
      StatusWatch shown = new StatusWatch(terminal(), client, Duration.ofSeconds(every));
      return shown.run(count) ? 0 : NOT_HEALTHY;
    }
    JsonNode status = client.get("/status");
    if (!printedAsJson(status)) {
      new StatusPage(terminal()).print(client.url(), status, null);
    }
    return StatusPage.healthy(status) ? 0 : NOT_HEALTHY;
  }
}

package dev.rollcall.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `rollcall`; what it does is in its subcommands.
@Command(
    name = "rollcall",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Keeps the users of your auth provider in your own Postgres.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {UpCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was done.",
      "1:It was not done; the message says why.",
      "2:The command line was not understood."
    })
public final class RollcallCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec own = spec;
    if (own != null) {
      own.commandLine().usage(own.commandLine().getOut());
    }
  }

  /// Runs a command line and answers its exit code.
  public static int run(String... arguments) {
    return new CommandLine(new RollcallCommand())
        .setExecutionExceptionHandler(new FailurePrinter())
        .execute(arguments);
  }
}

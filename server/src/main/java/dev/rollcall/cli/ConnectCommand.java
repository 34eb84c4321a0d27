package dev.rollcall.cli;

import dev.rollcall.provider.Dialect;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Gives a project its auth provider; one subcommand for each that Rollcall can speak to.
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "PROVIDER",
    commandListHeading = "%nProviders:%n",
    description = {
      "Gives a project its auth provider: tries the connection, copies all users, and shows the"
          + " first rows.",
      "Connecting again replaces the settings; a connection that does not work changes nothing."
    })
final class ConnectCommand {

  static CommandLine commandLine(Terminal terminal, List<Dialect> dialects) {
    CommandLine line = new CommandLine(new ConnectCommand());
    for (Dialect dialect : dialects) {
      line.addSubcommand(dialect.id().value(), ConnectTo.commandLine(terminal, dialect));
    }
    return line;
  }
}

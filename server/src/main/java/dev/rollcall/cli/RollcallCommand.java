package dev.rollcall.cli;

import dev.rollcall.app.Dialects;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `rollcall`; what it does is in its subcommands.
@Command(
    name = "rollcall",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Keeps the users of your auth provider in your own Postgres.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It was done.",
      "1:It was not done; the message says why.",
      "2:The command line was not understood.",
      "3:No server runs (of `status` only)."
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
    return run(Terminal.ofProcess(), arguments);
  }

  /// The same with other streams and another environment.
  static int run(
      PrintWriter out,
      PrintWriter err,
      Reader in,
      Map<String, String> environment,
      String... arguments) {
    return run(Terminal.unattended(out, err, in, environment), arguments);
  }

  private static int run(Terminal terminal, String... arguments) {
    return commandLine(terminal).execute(arguments);
  }

  static CommandLine commandLine(Terminal terminal) {
    CommandLine line =
        new CommandLine(new RollcallCommand())
            .addSubcommand(new UpCommand(terminal))
            .addSubcommand(ConnectCommand.commandLine(terminal, Dialects.all()))
            .addSubcommand(new SyncCommand(terminal))
            .addSubcommand(new StatusCommand(terminal))
            .addSubcommand(new DoctorCommand(terminal))
            .addSubcommand(new SqlCommand(terminal))
            .addSubcommand(
                AccountCommands.addTo(
                    new CommandLine(new UserCommand())
                        .addSubcommand(new UserCommand.ListUsers(terminal))
                        .addSubcommand(new UserCommand.ShowUser(terminal))
                        .addSubcommand(new UserCommand.EnsureUser(terminal))
                        .addSubcommand(new EraseCommand(terminal)),
                    terminal))
            .addSubcommand(new FeedCommand(terminal))
            .addSubcommand(new AuditCommand(terminal))
            .addSubcommand(new MailCommand(terminal))
            .addSubcommand(
                new CommandLine(new EventCommand())
                    .addSubcommand(new EventCommand.ListEvents(terminal))
                    .addSubcommand(new EventCommand.ShowEvent(terminal))
                    .addSubcommand(new EventCommand.Replay(terminal)))
            .addSubcommand(
                new CommandLine(new ProjectsCommand())
                    .addSubcommand(new ProjectsCommand.Create(terminal))
                    .addSubcommand(new ProjectsCommand.ListProjects(terminal))
                    .addSubcommand(new ProjectsCommand.Show(terminal))
                    .addSubcommand(new ProjectsCommand.Grant(terminal))
                    .addSubcommand(new SettingsCommand(terminal)))
            .addSubcommand(
                new CommandLine(new DomainCommand())
                    .addSubcommand(new DomainCommand.Add(terminal))
                    .addSubcommand(new DomainCommand.ListDomains(terminal))
                    .addSubcommand(new DomainCommand.Remove(terminal)))
            .addSubcommand(
                new CommandLine(new KeyCommand())
                    .addSubcommand(new KeyCommand.Create(terminal))
                    .addSubcommand(new KeyCommand.ListKeys(terminal))
                    .addSubcommand(new KeyCommand.Revoke(terminal))
                    .addSubcommand(new RotateSigningCommand(terminal)))
            .addSubcommand(
                new CommandLine(new JwksCommand())
                    .addSubcommand(new JwksCommand.Add(terminal))
                    .addSubcommand(new JwksCommand.ListJwks(terminal))
                    .addSubcommand(new JwksCommand.Remove(terminal)))
            .addSubcommand(
                new CommandLine(new RlsCommand())
                    .addSubcommand(new RlsCommand.Enable(terminal))
                    .addSubcommand(new RlsCommand.Disable(terminal))
                    .addSubcommand(new RlsCommand.ShowStatus(terminal))
                    .addSubcommand(new RlsCommand.PrintScript(terminal)))
            .addSubcommand(new HelpCommand());
    return line.setExecutionExceptionHandler(new FailurePrinter())
        .setParameterExceptionHandler(new UsagePrinter())
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpWidth(100)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
  }
}

package dev.rollcall.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Prints why a command line was not understood, what was perhaps meant, and where help is; all of
/// the help only where a command was left out.
final class UsagePrinter implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(wrong.getMessage());
    if (UnmatchedArgumentException.printSuggestions(wrong, err)) {
      return ExitCode.USAGE;
    }
    if (command.getSubcommands().isEmpty()) {
      err.println("Help: " + command.getCommandSpec().qualifiedName() + " --help");
    } else {
      command.usage(err);
    }
    return ExitCode.USAGE;
  }
}

package dev.rollcall.cli;

import dev.rollcall.app.StartException;
import dev.rollcall.config.ConfigException;
import dev.rollcall.http.PortTakenException;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.MigrationException;
import dev.rollcall.postgres.embedded.EmbeddedPostgresException;
import dev.rollcall.secret.UnreadableSecretException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Prints why a command failed: the sentence of a failure that was expected, all of one that was
/// not.
final class FailurePrinter implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    switch (failure) {
      case StartException _,
          ConfigException _,
          CommandFailedException _,
          MigrationException _,
          EmbeddedPostgresException _,
          PortTakenException _,
          UnreadableSecretException _,
          IllegalArgumentException _ ->
          command.getErr().println(failure.getMessage());
      case DatabaseException database ->
          command.getErr().println("The database refused: " + database.reason());
      case InterruptedException _ -> command.getErr().println("It was interrupted");
      default -> failure.printStackTrace(command.getErr());
    }
    // `status` is asked by scripts, for which "it is down" and "it is not well" differ.
    Object asked = command.getCommand();
    return failure instanceof NoServerException && asked instanceof StatusCommand
        ? StatusCommand.NOT_RUNNING
        : ExitCode.SOFTWARE;
  }
}

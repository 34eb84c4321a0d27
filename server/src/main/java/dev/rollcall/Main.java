package dev.rollcall;

import dev.rollcall.cli.RollcallCommand;

/// Arguments in, a command in between, an exit code out.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(RollcallCommand.run(arguments));
  }
}

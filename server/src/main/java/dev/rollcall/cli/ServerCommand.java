package dev.rollcall.cli;

import dev.rollcall.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// A command that asks a running server.
abstract class ServerCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(names = "--json", description = "Print the API's JSON as it is")
  private boolean json;

  ServerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public final Integer call() throws InterruptedException {
    try (ServerClient client = server.client(terminal)) {
      int code = run(client);
      terminal.out().flush();
      return code;
    }
  }

  /// Answers the exit code.
  abstract int run(ServerClient client) throws InterruptedException;

  final Terminal terminal() {
    return terminal;
  }

  final ServerOptions server() {
    return server;
  }

  /// Prints an answer for programs if that was asked for; false where it is to be printed for
  /// people.
  final boolean printedAsJson(JsonNode answer) {
    if (json) {
      terminal
          .out()
          .println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    }
    return json;
  }

  final void say(String line) {
    terminal.out().println(line);
  }
}

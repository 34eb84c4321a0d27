package dev.rollcall.cli;

import picocli.CommandLine.Option;

/// A command that is about one project.
abstract class ProjectCommand extends ServerCommand {
  @Option(
      names = "--project",
      paramLabel = "ID",
      description = "The project (default: ${DEFAULT-VALUE})")
  private String project = "default";

  ProjectCommand(Terminal terminal) {
    super(terminal);
  }

  final String project() {
    return project;
  }

  /// The project's path in the API, and what follows.
  final String path(String rest) {
    return "/projects/" + ServerClient.escaped(project) + rest;
  }
}

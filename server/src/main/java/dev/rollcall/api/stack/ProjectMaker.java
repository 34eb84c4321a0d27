package dev.rollcall.api.stack;

import dev.rollcall.project.ProjectId;
import java.util.function.UnaryOperator;

/// Makes and ends projects with the built-in provider. The composition root does it, for a project
/// has a database and loops of its own.
public interface ProjectMaker {
  /// Makes a project with an id of its own.
  ///
  /// @param setUp says how the new project differs from the usual one
  /// @throws StackRefusedException if no database can be had for it
  dev.rollcall.project.AuthProject make(UnaryOperator<dev.rollcall.project.AuthProject> setUp);

  /// Takes the built-in provider away from a project. Its database stays, with its users.
  void end(ProjectId project);
}

package dev.rollcall.app;

import dev.rollcall.project.ProjectId;

/// Something was asked of a project's provider, and it has none yet.
final class NotConnectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotConnectedException(ProjectId project) {
    super("The project '" + project + "' is not connected to a provider yet");
  }
}

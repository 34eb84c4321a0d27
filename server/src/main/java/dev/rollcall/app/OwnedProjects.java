package dev.rollcall.app;

import dev.rollcall.api.neon.NewProject;
import dev.rollcall.api.neon.OperationRefusedException;
import dev.rollcall.api.stack.ProjectMaker;
import dev.rollcall.api.stack.StackAnswer;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.AuthSettings;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Projects that users of the project `internal` make and end by themselves. Such a project has one
/// id under both names.
final class OwnedProjects implements ProjectMaker {
  private final Supplier<ProjectServers> servers;
  private final AuthProjects projects;
  private final InstantSource clock;

  OwnedProjects(Supplier<ProjectServers> servers, AuthProjects projects, InstantSource clock) {
    this.servers = servers;
    this.projects = projects;
    this.clock = clock;
  }

  @Override
  public AuthProject make(UnaryOperator<AuthProject> setUp) {
    ProjectId id = new ProjectId(UUID.randomUUID().toString());
    // What cannot be had is refused before anything is made.
    AuthProject planned =
        setUp.apply(
            new AuthProject(
                id, id.value(), "", null, false, AuthSettings.USUAL, null, clock.instant()));
    try {
      servers
          .get()
          .create(new NewProject(planned.project(), UsersTable.USUAL, RemoveDeleted.NEVER, null));
    } catch (OperationRefusedException refused) {
      throw StackAnswer.plainError(400, String.valueOf(refused.getMessage())).refused();
    }
    servers.get().turnOnBuiltIn(id, id.value());
    return projects.change(id, setUp).orElseThrow();
  }

  @Override
  public void end(ProjectId project) {
    servers.get().turnOffBuiltIn(project);
  }
}

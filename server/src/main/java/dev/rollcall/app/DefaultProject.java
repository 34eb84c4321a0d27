package dev.rollcall.app;

import dev.rollcall.api.neon.NewProject;
import dev.rollcall.api.neon.OperationRefusedException;
import dev.rollcall.config.Config;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;

/// The project that every server has. It has the built-in provider where credentials are out of the
/// application's reach.
record DefaultProject(ProjectServers projects, Config config) {

  /// @throws StartException if its database cannot be had
  void make() {
    try {
      projects.create(new NewProject(App.DEFAULT, UsersTable.USUAL, RemoveDeleted.NEVER, null));
      if (config.ownDatabase().isEmpty() || config.sharedOwner()) {
        projects.turnOnBuiltIn(App.DEFAULT);
      }
    } catch (OperationRefusedException refused) {
      throw new StartException(String.valueOf(refused.getMessage()), refused);
    }
  }
}

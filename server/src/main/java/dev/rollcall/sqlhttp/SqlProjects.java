package dev.rollcall.sqlhttp;

import dev.rollcall.project.ProjectId;
import java.util.List;
import java.util.Optional;

/// The projects of this server.
public interface SqlProjects {
  Optional<SqlProject> find(ProjectId id);

  /// Those whose database has this name; more than one where they are on different servers.
  List<SqlProject> withDatabase(String name);
}

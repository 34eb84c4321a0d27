package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.PostgresError;
import dev.rollcall.postgres.wire.RefusedException;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secret;
import dev.rollcall.token.Identities;
import dev.rollcall.token.Identity;
import java.util.List;

/// Finds out who asks: by the token, by the password, or as nobody.
final class Callers {
  static final String ANONYMOUS = "anonymous";
  private static final String NOT_AUTHORIZED = "28000";

  private final SqlProjects projects;
  private final Identities identities;

  Callers(SqlProjects projects, Identities identities) {
    this.projects = projects;
    this.identities = identities;
  }

  Caller find(SqlRequest request) throws RefusedException {
    ConnectionString connection = request.connection();
    String token = request.token();
    if (token != null) {
      return member(connection, token);
    }
    Secret password = connection.password();
    SqlProject project = project(connection.database());
    if (password != null) {
      if (connection.user().startsWith(LoginRoles.PREFIX)) {
        throw refused("28P01", "the role \"" + connection.user() + "\" is for Rollcall's own use");
      }
      return new Caller.Owner(project, connection.user(), password, request.address());
    }
    if (!connection.user().equals(ANONYMOUS)) {
      throw refused(
          NOT_AUTHORIZED,
          "missing authentication credentials: the connection string has no password, and no token"
              + " came with the request");
    }
    if (!new SqlAccess(project.own()).anonymous()) {
      throw refused(
          NOT_AUTHORIZED,
          "missing authentication credentials: this project answers nobody without a token. To"
              + " change that: rollcall project set sql_anonymous=true");
    }
    return new Caller.Member(project, ANONYMOUS, null);
  }

  private Caller member(ConnectionString connection, String token) throws RefusedException {
    return switch (identities.identify(token)) {
      case Identity.Refused(var reason) -> throw refused(NOT_AUTHORIZED, reason);
      case Identity.Known known -> {
        if (!known.roles().contains(connection.user())) {
          throw refused(
              NOT_AUTHORIZED,
              "the token is not for the role \""
                  + connection.user()
                  + "\" but for "
                  + String.join(", ", known.roles().stream().sorted().toList()));
        }
        SqlProject project = project(known.project());
        if (!project.target().database().equals(connection.database())) {
          throw refused(
              NOT_AUTHORIZED,
              "the token is for a user of another database than \""
                  + connection.database()
                  + "\", which the connection string names");
        }
        yield new Caller.Member(
            project, connection.user(), new Caller.User(known.claims(), known.expiresAt()));
      }
    };
  }

  private SqlProject project(ProjectId id) throws RefusedException {
    return projects
        .find(id)
        .orElseThrow(() -> refused("3D000", "the project \"" + id + "\" is not at work here"));
  }

  private SqlProject project(String database) throws RefusedException {
    List<SqlProject> found = projects.withDatabase(database);
    if (found.isEmpty()) {
      throw refused("3D000", "database \"" + database + "\" does not exist");
    }
    if (found.size() > 1) {
      throw refused(
          "3D000",
          "several projects have a database \""
              + database
              + "\", on different servers: use a token");
    }
    return found.getFirst();
  }

  private static RefusedException refused(String code, String message) {
    return new RefusedException(PostgresError.of(code, message));
  }
}

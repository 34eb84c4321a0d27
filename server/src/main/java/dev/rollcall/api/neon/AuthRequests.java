package dev.rollcall.api.neon;

import dev.rollcall.project.AuthProject;
import dev.rollcall.project.ProjectId;
import io.helidon.webserver.http.ServerRequest;
import org.jspecify.annotations.Nullable;

/// Reads what requests about the built-in provider have in common.
record AuthRequests(Operations operations, AuthOperations auth) {
  /// How clients of this API name the built-in provider, whose protocol is that of Stack Auth.
  static final String PROVIDER = "stack";

  /// The project of the path, at the built-in provider.
  AuthProject project(ServerRequest request) {
    return builtIn(request, Requests.rooms(request, operations).project().id());
  }

  /// The project that a body names.
  AuthProject project(ServerRequest request, @Nullable String id) {
    if (id == null) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, "The body needs a project_id.");
    }
    try {
      ProjectId project = new ProjectId(id);
      if (operations.project(project).isPresent()) {
        return builtIn(request, project);
      }
    } catch (IllegalArgumentException noId) {
      // There is no project of a name that none can have.
    }
    throw Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no project '" + id + "'.");
  }

  /// @param named what the body says; clients may leave it out
  static void refuseOthers(ServerRequest request, @Nullable String named) {
    if (named != null && !named.equals(PROVIDER)) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "The auth_provider is '" + named + "'; the built-in provider is '" + PROVIDER + "'.");
    }
  }

  private AuthProject builtIn(ServerRequest request, ProjectId id) {
    return auth.find(id)
        .orElseThrow(() ->
            Problem.refusal(
                request,
                ErrorCode.NOT_CONNECTED,
                "The project '" + id + "' does not have the built-in provider."));
  }
}

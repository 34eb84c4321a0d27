package dev.rollcall.api.neon;

import dev.rollcall.project.ProjectId;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what requests have in common.
final class Requests {
  static final int MAX_BODY = 1 << 20;
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private Requests() {}

  /// The project of the path.
  static ProjectRooms rooms(ServerRequest request, Operations operations) {
    ProjectId id = projectId(request);
    return operations
        .project(id)
        .orElseThrow(() ->
            Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no project '" + id + "'."));
  }

  static ProjectId projectId(ServerRequest request) {
    String text = request.path().pathParameters().get("project");
    try {
      return new ProjectId(text);
    } catch (IllegalArgumentException notAnId) {
      throw Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no project '" + text + "'.");
    }
  }

  static int limit(ServerRequest request) {
    return Math.clamp(number(request, "limit").orElse((long) USUAL_PAGE), 1, LARGEST_PAGE);
  }

  static Optional<String> query(ServerRequest request, String name) {
    return request.query().first(name).asOptional().filter(text -> !text.isBlank());
  }

  static @Nullable String queryOrNull(ServerRequest request, String name) {
    return query(request, name).orElse(null);
  }

  static Optional<Long> number(ServerRequest request, String name) {
    return query(request, name).map(text -> number(request, name, text));
  }

  static long pathNumber(ServerRequest request, String name) {
    return number(request, name, request.path().pathParameters().get(name));
  }

  private static long number(ServerRequest request, String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw Problem.refusal(
          request, ErrorCode.INVALID_VALUE, "'" + name + "' is '" + text + "', not a number.");
    }
  }
}

package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.ProjectId;
import dev.rollcall.sqlhttp.SqlAccess;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/sql/settings`: whom `/sql` lets in without token and password.
public final class SqlRoutes implements ManagementRoutes {
  private static final String SETTINGS = "/projects/{project}/sql/settings";

  private final Function<ProjectId, Optional<SqlAccess>> access;

  public SqlRoutes(Function<ProjectId, Optional<SqlAccess>> access) {
    this.access = access;
  }

  record Body(@Nullable Boolean sql_anonymous) {}

  @Override
  public void routing(HttpRules rules) {
    rules.get(SETTINGS, answering(request -> show(access(request))));
    rules.patch(SETTINGS, answering(this::change));
  }

  private SqlAccess access(ServerRequest request) {
    ProjectId id = Requests.projectId(request);
    return access
        .apply(id)
        .orElseThrow(() ->
            Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no project '" + id + "'."));
  }

  private static JsonAnswer show(SqlAccess access) {
    return JsonAnswer.ok(Map.of("sql_anonymous", access.anonymous()));
  }

  private JsonAnswer change(ServerRequest request) {
    SqlAccess access = access(request);
    Boolean anonymous = RequestBody.json(request, Requests.MAX_BODY, Body.class).sql_anonymous();
    if (anonymous == null) {
      throw Problem.refusal(
          request, ErrorCode.INVALID_VALUE, "The body needs sql_anonymous: true or false.");
    }
    access.letAnonymous(anonymous);
    return show(access);
  }
}

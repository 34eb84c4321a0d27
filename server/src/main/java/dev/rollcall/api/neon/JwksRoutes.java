package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.api.neon.JwksOperations.Listed;
import dev.rollcall.api.neon.JwksOperations.Wanted;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.ProjectId;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/jwks`: whose tokens a project takes, in Neon's shapes.
public final class JwksRoutes implements ManagementRoutes {
  private static final String JWKS = "/projects/{project}/jwks";

  private final JwksOperations operations;
  private final Predicate<ProjectId> projects;

  /// @param projects whether there is a project
  public JwksRoutes(JwksOperations operations, Predicate<ProjectId> projects) {
    this.operations = operations;
    this.projects = projects;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get(JWKS, answering(this::list));
    rules.post(JWKS, answering(this::add));
    rules.delete(JWKS + "/{jwks_id}", answering(this::remove));
  }

  record AddBody(
      @Nullable String jwks_url,
      @Nullable String provider_name,
      @Nullable List<@Nullable String> role_names,
      @Nullable String branch_id,
      @Nullable String jwt_audience,
      @Nullable String issuer) {}

  private JsonAnswer list(ServerRequest request) {
    return JsonAnswer.ok(
        Map.of("jwks", operations.all(project(request)).stream().map(JwksRoutes::view).toList()));
  }

  private JsonAnswer add(ServerRequest request) {
    ProjectId project = project(request);
    AddBody body = RequestBody.json(request, Requests.MAX_BODY, AddBody.class);
    String url = body.jwks_url();
    if (url == null) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, "The body needs a jwks_url.");
    }
    if (body.branch_id() != null) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "The branch_id is '"
              + body.branch_id()
              + "', but keys count for the whole project. Leave it out.");
    }
    List<@Nullable String> roles = body.role_names();
    Listed added =
        operations.add(
            project,
            new Wanted(
                url,
                body.provider_name(),
                body.issuer(),
                body.jwt_audience(),
                roles == null ? null : roles.stream().map(Objects::toString).toList()));
    return JsonAnswer.of(201, Map.of("jwks", view(added), "operations", List.of()));
  }

  private JsonAnswer remove(ServerRequest request) {
    String id = request.path().pathParameters().get("jwks_id");
    return operations
        .remove(project(request), id)
        .map(removed -> JsonAnswer.ok(view(removed)))
        .orElseThrow(() ->
            Problem.refusal(
                request, ErrorCode.NOT_FOUND, "There is no key set '" + id + "' here."));
  }

  private ProjectId project(ServerRequest request) {
    ProjectId id = Requests.projectId(request);
    if (!projects.test(id)) {
      throw Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no project '" + id + "'.");
    }
    return id;
  }

  private static Map<String, Object> view(Listed listed) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", listed.id());
    view.put("project_id", listed.project().value());
    view.put("jwks_url", listed.jwksUrl().toString());
    view.put("provider_name", listed.providerName());
    view.put("created_at", listed.createdAt().toString());
    view.put("updated_at", listed.createdAt().toString());
    if (listed.audience() != null) {
      view.put("jwt_audience", listed.audience());
    }
    view.put("issuer", listed.issuer());
    view.put("role_names", listed.roles());
    view.put("kids", listed.kids());
    view.put("fetched_at", Objects.toString(listed.fetchedAt(), null));
    view.put("failure", listed.failure());
    return view;
  }
}

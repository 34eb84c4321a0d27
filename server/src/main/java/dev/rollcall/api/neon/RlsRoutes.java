package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.rls.Disabling;
import dev.rollcall.rls.Enabling;
import dev.rollcall.rls.RowSecurity;
import dev.rollcall.rls.RowSecurityStatus;
import dev.rollcall.rls.Weakness;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// `/projects/{project}/rls`: row-level security in the project's database.
public final class RlsRoutes implements ManagementRoutes {
  private final Operations operations;
  private final Function<ProjectId, List<String>> disabled;

  /// @param disabled drops what stands on it beside the database; answers the roles that stay
  public RlsRoutes(Operations operations, Function<ProjectId, List<String>> disabled) {
    this.operations = operations;
    this.disabled = disabled;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/projects/{project}/rls", answering(this::show));
    rules.put("/projects/{project}/rls", answering(this::enable));
    rules.delete("/projects/{project}/rls", answering(this::disable));
    rules.get("/projects/{project}/rls/script", answering(this::script));
  }

  private RowSecurity security(ServerRequest request) {
    return operations.rowSecurity(Requests.rooms(request, operations).project().id());
  }

  private JsonAnswer show(ServerRequest request) {
    RowSecurity security = security(request);
    return switch (security.status()) {
      case RowSecurityStatus.Off() -> JsonAnswer.ok(Map.of("enabled", false));
      case RowSecurityStatus.On(var version, var upToDate) -> {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("enabled", true);
        view.put("version", version);
        view.put("up_to_date", upToDate);
        view.put("weaknesses", security.weaknesses().stream().map(RlsRoutes::view).toList());
        yield JsonAnswer.ok(view);
      }
    };
  }

  private JsonAnswer enable(ServerRequest request) {
    return switch (security(request).enable()) {
      case Enabling.Enabled(var changed) ->
          JsonAnswer.ok(Map.of("enabled", true, "changed", changed));
      case Enabling.Refused(var reason) ->
          throw Problem.refusal(request, ErrorCode.DATABASE_REFUSED, reason);
    };
  }

  private JsonAnswer disable(ServerRequest request) {
    return switch (security(request).disable()) {
      case Disabling.Disabled(var keptRoles) -> off(request, keptRoles);
      // Another time may have come this far only.
      case Disabling.NotOn() -> off(request, List.of());
      case Disabling.StillUsed(var by) ->
          throw Problem.refusal(
              request,
              ErrorCode.DATABASE_REFUSED,
              "Row-level security is still used: drop or alter first "
                  + String.join(", ", by)
                  + ".");
    };
  }

  private JsonAnswer off(ServerRequest request, List<String> keptRoles) {
    List<String> kept = new ArrayList<>(keptRoles);
    kept.addAll(disabled.apply(Requests.rooms(request, operations).project().id()));
    return JsonAnswer.ok(Map.of("enabled", false, "kept_roles", kept));
  }

  private JsonAnswer script(ServerRequest request) {
    return JsonAnswer.ok(Map.of("script", security(request).script()));
  }

  private static Map<String, String> view(Weakness weakness) {
    Map<String, String> view = new LinkedHashMap<>();
    view.put("severity", weakness.severity());
    view.put("check", weakness.check());
    view.put("object", weakness.object());
    view.put("detail", weakness.detail());
    view.put("mend", weakness.mend());
    return view;
  }
}

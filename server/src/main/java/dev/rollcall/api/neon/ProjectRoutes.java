package dev.rollcall.api.neon;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Setting;
import dev.rollcall.secret.Secret;
import dev.rollcall.sync.SyncedUser;
import io.helidon.webserver.http.ServerRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `/projects`: making them, connecting them, and looking at their users.
final class ProjectRoutes {
  private final Operations operations;

  ProjectRoutes(Operations operations) {
    this.operations = operations;
  }

  record CreateBody(@Nullable ProjectBody project) {}

  record ProjectBody(
      @Nullable String id,
      @Nullable String schema_name,
      @Nullable String id_type,
      @Nullable String remove_deleted_after,
      @Nullable String database_url) {}

  record ConnectBody(@Nullable String auth_provider, @Nullable Map<String, String> settings) {}

  record GrantBody(@Nullable String role_name) {}

  JsonAnswer list(ServerRequest request) {
    return JsonAnswer.ok(
        Map.of(
            "projects",
            operations.projects().stream().map(rooms -> Views.project(rooms.project())).toList()));
  }

  JsonAnswer show(ServerRequest request) {
    return JsonAnswer.ok(
        Map.of("project", Views.project(Requests.rooms(request, operations).project())));
  }

  JsonAnswer create(ServerRequest request) {
    CreateBody body = RequestBody.json(request, Requests.MAX_BODY, CreateBody.class);
    ProjectBody wanted = body.project();
    if (wanted == null || wanted.id() == null) {
      throw Problem.refusal(
          request, ErrorCode.INVALID_VALUE, "The body needs {\"project\": {\"id\": ...}}.");
    }
    try {
      String url = wanted.database_url();
      NewProject project =
          new NewProject(
              new ProjectId(wanted.id()),
              new UsersTable(
                  wanted.schema_name() == null ? "neon_auth" : wanted.schema_name(),
                  UsersTable.IdType.of(wanted.id_type() == null ? "text" : wanted.id_type())),
              RemoveDeleted.of(
                  wanted.remove_deleted_after() == null ? "never" : wanted.remove_deleted_after()),
              url == null ? null : DatabaseLogin.of(new Secret(url)));
      ProjectRooms made = operations.create(project);
      Map<String, @Nullable Object> view = new LinkedHashMap<>();
      view.put("project", Views.project(made.project()));
      DatabaseLogin owner = made.project().ownerLogin();
      view.put("connection_uri", owner == null ? null : owner.url().value());
      return JsonAnswer.of(201, view);
    } catch (IllegalArgumentException wrong) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, sentence(wrong));
    }
  }

  JsonAnswer grant(ServerRequest request) {
    GrantBody body = RequestBody.json(request, Requests.MAX_BODY, GrantBody.class);
    String role = body.role_name();
    if (role == null || role.isBlank()) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, "The body needs a role_name.");
    }
    operations.grant(Requests.rooms(request, operations).project().id(), role);
    return JsonAnswer.ok(Map.of("role_name", role));
  }

  JsonAnswer dialects(ServerRequest request) {
    return JsonAnswer.ok(
        Map.of("providers", operations.dialects().stream().map(ProjectRoutes::dialect).toList()));
  }

  JsonAnswer connect(ServerRequest request) {
    ConnectBody body = RequestBody.json(request, Requests.MAX_BODY, ConnectBody.class);
    String provider = body.auth_provider();
    if (provider == null) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, "The body needs an auth_provider.");
    }
    ProjectId id = Requests.rooms(request, operations).project().id();
    Map<String, String> settings = new HashMap<>();
    if (body.settings() != null) {
      settings.putAll(body.settings());
      settings.values().removeIf(Objects::isNull);
    }
    try {
      List<Finding> findings =
          operations.connect(id, new ProviderId(provider), new ProviderSettings(settings));
      boolean refused =
          findings.stream().anyMatch(one -> one.severity() == Finding.Severity.PROBLEM);
      return JsonAnswer.of(
          refused ? ErrorCode.PROVIDER_REFUSED.status : 200,
          Map.of(
              "connected",
              !refused,
              "findings",
              findings.stream().map(ProjectRoutes::finding).toList()));
    } catch (IllegalArgumentException wrong) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, sentence(wrong));
    }
  }

  /// Its message, with a full stop.
  private static String sentence(IllegalArgumentException wrong) {
    String message = String.valueOf(wrong.getMessage());
    return message.endsWith(".") ? message : message + ".";
  }

  JsonAnswer users(ServerRequest request) {
    int limit = Requests.limit(request);
    boolean deleted = Requests.query(request, "deleted").filter("true"::equals).isPresent();
    List<SyncedUser> users =
        Requests.rooms(request, operations)
            .users()
            .list(Requests.queryOrNull(request, "after"), deleted, limit);
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("users", users.stream().map(Views::user).toList());
    view.put("next", users.size() < limit ? null : users.getLast().id());
    return JsonAnswer.ok(view);
  }

  JsonAnswer user(ServerRequest request) {
    String id = request.path().pathParameters().get("user");
    return Requests.rooms(request, operations)
        .users()
        .find(id)
        .map(user -> JsonAnswer.ok(Map.of("user", Views.user(user))))
        .orElseThrow(() ->
            Problem.refusal(
                request, ErrorCode.NOT_FOUND, "There is no user '" + id + "' in the table."));
  }

  private static Map<String, Object> dialect(Dialect dialect) {
    return Map.of(
        "auth_provider",
        dialect.id().value(),
        "settings",
        dialect.settings().stream().map(ProjectRoutes::setting).toList());
  }

  private static Map<String, @Nullable Object> setting(Setting setting) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("name", setting.name());
    view.put("description", setting.description());
    view.put("secret", setting.secret());
    view.put("required", setting.required());
    view.put("default", setting.otherwise());
    return view;
  }

  private static Map<String, String> finding(Finding finding) {
    return Map.of(
        "severity",
        finding.severity().name().toLowerCase(Locale.ROOT),
        "code",
        finding.code(),
        "message",
        finding.sentence());
  }
}

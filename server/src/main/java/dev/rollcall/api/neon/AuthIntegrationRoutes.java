package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.ApplicationKey.Kind;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.Project;
import dev.rollcall.secret.Secret;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Neon's clients call an integration: a project's built-in provider, keys for its SDKs, and
/// its users.
final class AuthIntegrationRoutes {
  private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");
  private static final int LONGEST_EMAIL = 256;
  private static final int LONGEST_NAME = 255;

  /// The only branch that a project has.
  private static final String BRANCH = "main";

  private final AuthRequests requests;

  AuthIntegrationRoutes(AuthRequests requests) {
    this.requests = requests;
  }

  void routing(HttpRules rules) {
    rules.get("/projects/{project}/auth/integrations", answering(this::list));
    rules.post("/projects/auth/keys", answering(this::keys));
    rules.post("/projects/auth/user", answering(this::makeUser));
  }

  record KeysBody(@Nullable String project_id, @Nullable String auth_provider) {}

  record UserBody(
      @Nullable String project_id,
      @Nullable String auth_provider,
      @Nullable String email,
      @Nullable String name) {}

  private JsonAnswer list(ServerRequest request) {
    Project project = Requests.rooms(request, requests.operations()).project();
    Optional<AuthProject> builtIn = requests.auth().find(project.id());
    return JsonAnswer.ok(
        Map.of("data", builtIn.stream().map(auth -> integration(project, auth)).toList()));
  }

  private Map<String, Object> integration(Project project, AuthProject auth) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("auth_provider", AuthRequests.PROVIDER);
    view.put("auth_provider_project_id", auth.authId());
    view.put("branch_id", BRANCH);
    view.put("db_name", project.login().database());
    view.put("created_at", auth.createdAt().toString());
    view.put("owned_by", "neon");
    view.put("jwks_url", requests.auth().jwksUrl(auth).toString());
    return view;
  }

  private JsonAnswer keys(ServerRequest request) {
    KeysBody body = RequestBody.json(request, Requests.MAX_BODY, KeysBody.class);
    AuthRequests.refuseOthers(request, body.auth_provider());
    AuthProject auth = requests.project(request, body.project_id());
    KeyIssuer.Issued issued =
        requests
            .auth()
            .keys()
            .issue(auth.project(), "management API", EnumSet.of(Kind.PUBLISHABLE, Kind.SECRET));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("auth_provider", AuthRequests.PROVIDER);
    view.put("auth_provider_project_id", auth.authId());
    view.put("pub_client_key", key(issued, Kind.PUBLISHABLE));
    view.put("secret_server_key", key(issued, Kind.SECRET));
    view.put("jwks_url", requests.auth().jwksUrl(auth).toString());
    view.put(
        "schema_name",
        requests
            .operations()
            .project(auth.project())
            .map(rooms -> rooms.project().table().schema())
            .orElse(""));
    view.put("table_name", "users_sync");
    return JsonAnswer.of(201, view);
  }

  private static String key(KeyIssuer.Issued issued, Kind kind) {
    return Optional.ofNullable(issued.whole().get(kind)).map(Secret::value).orElse("");
  }

  private JsonAnswer makeUser(ServerRequest request) {
    UserBody body = RequestBody.json(request, Requests.MAX_BODY, UserBody.class);
    AuthRequests.refuseOthers(request, body.auth_provider());
    AuthProject auth = requests.project(request, body.project_id());
    String email = body.email();
    if (email == null || email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches()) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "The body needs the user's e-mail address, of 1 to " + LONGEST_EMAIL + " characters.");
    }
    String name = body.name();
    if (name != null && (name.isEmpty() || name.length() > LONGEST_NAME)) {
      throw Problem.refusal(
          request, ErrorCode.INVALID_VALUE, "A name has 1 to " + LONGEST_NAME + " characters.");
    }
    UUID id = requests.auth().makeUser(auth, email, name);
    return JsonAnswer.of(201, Map.of("id", id.toString()));
  }
}

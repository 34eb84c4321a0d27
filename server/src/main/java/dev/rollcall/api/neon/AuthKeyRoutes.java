package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.ApplicationKey.Kind;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.KeySet;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/auth/keys`: with which keys applications come to the built-in provider.
final class AuthKeyRoutes {
  private static final String KEYS = "/projects/{project}/auth/keys";
  private static final int LONGEST_DESCRIPTION = 200;

  private final AuthRequests requests;

  AuthKeyRoutes(AuthRequests requests) {
    this.requests = requests;
  }

  void routing(HttpRules rules) {
    rules.get(KEYS, answering(this::list));
    rules.post(KEYS, answering(this::create));
    rules.delete(KEYS + "/{id}", answering(this::revoke));
  }

  record KeyBody(
      @Nullable String description,
      @Nullable Boolean has_publishable_client_key,
      @Nullable Boolean has_secret_server_key,
      @Nullable Boolean has_super_secret_admin_key) {

    /// An application's pair of keys, unless others are asked for.
    Set<Kind> kinds() {
      Set<Kind> kinds = EnumSet.noneOf(Kind.class);
      if (!Boolean.FALSE.equals(has_publishable_client_key)) {
        kinds.add(Kind.PUBLISHABLE);
      }
      if (!Boolean.FALSE.equals(has_secret_server_key)) {
        kinds.add(Kind.SECRET);
      }
      if (Boolean.TRUE.equals(has_super_secret_admin_key)) {
        kinds.add(Kind.ADMIN);
      }
      return kinds;
    }
  }

  private JsonAnswer list(ServerRequest request) {
    AuthProject project = requests.project(request);
    Instant now = requests.auth().clock().instant();
    List<Map<String, @Nullable Object>> views =
        requests.auth().keys().all(project.project()).stream()
            .map(keys -> view(keys, keys.validAt(now)))
            .toList();
    return JsonAnswer.ok(Map.of("keys", views));
  }

  private JsonAnswer create(ServerRequest request) {
    AuthProject project = requests.project(request);
    KeyBody body = RequestBody.json(request, Requests.MAX_BODY, KeyBody.class);
    String description = body.description() == null ? "" : body.description();
    Set<Kind> kinds = body.kinds();
    if (description.length() > LONGEST_DESCRIPTION || kinds.isEmpty()) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "The body may have a description of up to "
              + LONGEST_DESCRIPTION
              + " characters, and must ask for at least one key.");
    }
    KeyIssuer.Issued issued = requests.auth().keys().issue(project.project(), description, kinds);
    Map<String, @Nullable Object> view = view(issued.keys(), true);
    issued.whole().forEach((kind, key) -> view.put(kind.wireName(), key.value()));
    return JsonAnswer.of(201, Map.of("project_id", project.authId(), "key", view));
  }

  private JsonAnswer revoke(ServerRequest request) {
    AuthProject project = requests.project(request);
    String id = request.path().pathParameters().get("id");
    if (!revoke(project, id)) {
      throw Problem.refusal(
          request,
          ErrorCode.NOT_FOUND,
          "There are no application keys '" + id + "' that could be revoked.");
    }
    return JsonAnswer.ok(Map.of("id", id, "revoked", true));
  }

  private boolean revoke(AuthProject project, String id) {
    try {
      return requests.auth().keys().revoke(project.project(), UUID.fromString(id));
    } catch (IllegalArgumentException noId) {
      return false;
    }
  }

  private static Map<String, @Nullable Object> view(KeySet keys, boolean valid) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", keys.id().toString());
    view.put("description", keys.description());
    view.put("valid", valid);
    view.put("created_at", keys.createdAt().toString());
    view.put("expires_at", keys.expiresAt().toString());
    view.put("revoked_at", keys.revokedAt() == null ? null : String.valueOf(keys.revokedAt()));
    for (Kind kind : Kind.values()) {
      String end = keys.ends().get(kind);
      view.put(kind.wireName(), end == null ? null : Map.of("last_four", end));
    }
    return view;
  }
}

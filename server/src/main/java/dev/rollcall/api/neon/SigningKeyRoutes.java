package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.token.KeyInfo;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/projects/{project}/auth/signing_keys`: the keys that sign access tokens.
final class SigningKeyRoutes {
  private static final String KEYS = "/projects/{project}/auth/signing_keys";

  private final AuthRequests requests;

  SigningKeyRoutes(AuthRequests requests) {
    this.requests = requests;
  }

  void routing(HttpRules rules) {
    rules.get(KEYS, answering(this::list));
    rules.post(KEYS + "/rotate", answering(this::rotate));
    rules.delete(KEYS + "/{kid}", answering(this::revoke));
  }

  private JsonAnswer list(ServerRequest request) {
    return JsonAnswer.ok(Map.of("signing_keys", views(project(request))));
  }

  private JsonAnswer rotate(ServerRequest request) {
    ProjectId project = project(request);
    boolean now = Requests.query(request, "now").filter("true"::equals).isPresent();
    KeyInfo next =
        now
            ? requests.auth().signing().rotateNow(project)
            : requests.auth().signing().rotate(project);
    return JsonAnswer.ok(Map.of("signing_key", view(next), "signing_keys", views(project)));
  }

  private JsonAnswer revoke(ServerRequest request) {
    ProjectId project = project(request);
    String kid = request.path().pathParameters().get("kid");
    if (!requests.auth().signing().revoke(project, kid)) {
      throw Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no signing key '" + kid + "'.");
    }
    return JsonAnswer.ok(Map.of("kid", kid, "revoked", true));
  }

  private ProjectId project(ServerRequest request) {
    return requests.project(request).project();
  }

  /// The key that signs is the last whose time has come; those before it only verify.
  private List<Map<String, Object>> views(ProjectId project) {
    Instant now = requests.auth().clock().instant();
    List<KeyInfo> keys = requests.auth().signing().keys(project);
    long come = Math.max(1, keys.stream().filter(key -> !key.signsFrom().isAfter(now)).count());
    List<Map<String, Object>> views = new ArrayList<>();
    for (KeyInfo key : keys) {
      Map<String, Object> view = view(key);
      int place = views.size() + 1;
      view.put("state", place > come ? "waits" : place == come ? "signs" : "verifies");
      views.add(view);
    }
    return views;
  }

  private static Map<String, Object> view(KeyInfo key) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("kid", key.kid());
    view.put("created_at", key.createdAt().toString());
    view.put("signs_from", key.signsFrom().toString());
    return view;
  }
}

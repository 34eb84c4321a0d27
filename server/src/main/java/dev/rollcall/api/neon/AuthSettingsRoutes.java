package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthSettings;
import dev.rollcall.project.EmailServer;
import dev.rollcall.project.ProjectId;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/projects/{project}/auth/settings` and `/email_server`: what the built-in provider allows, and
/// through which server its mails go.
final class AuthSettingsRoutes {
  private static final String SETTINGS = "/projects/{project}/auth/settings";
  private static final String EMAIL_SERVER = "/projects/{project}/auth/email_server";

  private final AuthRequests requests;

  AuthSettingsRoutes(AuthRequests requests) {
    this.requests = requests;
  }

  void routing(HttpRules rules) {
    rules.get(SETTINGS, answering(request -> settings(requests.project(request))));
    rules.patch(SETTINGS, answering(this::change));
    rules.get(EMAIL_SERVER, answering(request -> emailServer(requests.project(request))));
    rules.patch(EMAIL_SERVER, answering(this::changeEmailServer));
  }

  record EmailBody(
      @Nullable String type,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable String username,
      @Nullable String password,
      @Nullable String sender_email,
      @Nullable String sender_name) {}

  private static JsonAnswer settings(AuthProject project) {
    return JsonAnswer.ok(project.settings().switches());
  }

  private JsonAnswer change(ServerRequest request) {
    ProjectId project = requests.project(request).project();
    ObjectNode body = RequestBody.json(request, Requests.MAX_BODY, ObjectNode.class);
    Map<String, Boolean> turned = new LinkedHashMap<>();
    List<String> mistakes = new ArrayList<>();
    Map<String, Boolean> known = AuthSettings.USUAL.switches();
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      if (!known.containsKey(entry.getKey())) {
        mistakes.add("there is no setting '" + entry.getKey() + "'");
      } else if (!entry.getValue().isBoolean()) {
        mistakes.add("'" + entry.getKey() + "' is true or false");
      } else {
        turned.put(entry.getKey(), entry.getValue().booleanValue());
      }
    }
    if (!mistakes.isEmpty()) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "Nothing was changed: "
              + String.join("; ", mistakes)
              + ". Settings: "
              + String.join(", ", known.keySet())
              + ".");
    }
    return settings(
        requests
            .auth()
            .change(project, before -> before.with(before.settings().withSwitches(turned))));
  }

  private static JsonAnswer emailServer(AuthProject project) {
    EmailServer server = project.emailServer();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("type", server == null ? "shared" : "standard");
    if (server != null) {
      view.put("host", server.host());
      view.put("port", server.port());
      view.put("username", server.username());
      view.put("sender_email", server.senderEmail());
      view.put("sender_name", server.senderName());
    }
    return JsonAnswer.ok(view);
  }

  private JsonAnswer changeEmailServer(ServerRequest request) {
    ProjectId project = requests.project(request).project();
    EmailBody body = RequestBody.json(request, Requests.MAX_BODY, EmailBody.class);
    String type = String.valueOf(body.type());
    return switch (type) {
      case "shared" ->
          emailServer(requests.auth().change(project, before -> before.withMailThrough(null)));
      // Neon's documents say custom, its description of the API says standard.
      case "standard", "custom" ->
          emailServer(
              requests
                  .auth()
                  .change(
                      project,
                      before ->
                          before.withMailThrough(server(request, body, before.emailServer()))));
      default ->
          throw Problem.refusal(
              request, ErrorCode.INVALID_VALUE, "The body needs a type: shared or standard.");
    };
  }

  private static EmailServer server(
      ServerRequest request, EmailBody body, @Nullable EmailServer before) {
    String host = body.host();
    Integer port = body.port();
    String username = body.username();
    String email = body.sender_email();
    String name = body.sender_name();
    String password = body.password();
    if (host == null || port == null || username == null || email == null || name == null) {
      throw needsAll(request);
    }
    // What is not sent again stays, but another server must not get it.
    if (password == null && before != null && before.isFor(host, port, username)) {
      password = before.password();
    }
    if (password == null) {
      throw needsAll(request);
    }
    try {
      return new EmailServer(host, port, username, password, name, email);
    } catch (IllegalArgumentException wrong) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, wrong.getMessage() + ".");
    }
  }

  private static RuntimeException needsAll(ServerRequest request) {
    return Problem.refusal(
        request,
        ErrorCode.INVALID_VALUE,
        "The body needs host, port, username, password, sender_email and sender_name.");
  }
}

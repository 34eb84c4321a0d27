package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.http.HttpDoor;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
  private static final String DOCS =
      "\\n\\nFor more information, see the docs on REST API authentication:"
          + " https://docs.stack-auth.com/rest-api/overview#authentication";

  private final HttpDoor door =
      new HttpDoor(
          "localhost",
          0,
          routing ->
              routing.register(
                  "/api/v1",
                  new StackDoor(
                      new FakeProjects(), new Random(1), List.of(AuthenticationTest::addTo))));

  private static void addTo(StackRoutes routes) {
    Route whoami = request -> StackAnswer.ok(request.user().map(SignedIn::userId).orElse("nobody"));
    routes.get("/whoami", Access.CLIENT, whoami);
    routes.get("/server", Access.SERVER, whoami);
    routes.get("/admin", Access.ADMIN, whoami);
    routes.get("/open", Access.NONE, whoami);
    routes.get("/own", Access.CLIENT, request -> StackAnswer.ok(request.me().userId()));
    routes.get("/signed-in", Access.CLIENT, request -> StackAnswer.ok(request.signedIn().userId()));
  }

  @BeforeEach
  void start() {
    door.start();
  }

  @AfterEach
  void stop() {
    door.stop();
  }

  private StackCaller caller() {
    return StackCaller.to(door.port());
  }

  private String whoami(StackCaller caller) {
    return told(caller.get("/api/v1/whoami"));
  }

  @Test
  void a_key_needs_an_access_type() {
    String expected =
        "400 [PROJECT_KEY_WITHOUT_ACCESS_TYPE] {\"code\":\"PROJECT_KEY_WITHOUT_ACCESS_TYPE\","
            + "\"error\":\"Either an API key or an admin access token was provided, but the"
            + " x-stack-access-type header is missing. Set it to 'client', 'server', or 'admin' as"
            + " appropriate.\"}";
    assertThat(
            List.of(
                whoami(caller().with("x-stack-publishable-client-key", "key-client")),
                whoami(caller().with("x-stack-secret-server-key", "key-server")),
                whoami(caller().with("x-stack-super-secret-admin-key", "key-admin")),
                whoami(caller().with("x-stack-admin-access-token", "manager"))))
        .containsOnly(expected);
  }

  @Test
  void without_keys_and_type_only_open_routes_answer() {
    assertThat(told(caller().get("/api/v1/open"))).isEqualTo("200 \"nobody\"");
    assertThat(whoami(caller()))
        .isEqualTo(
            "400 [ACCESS_TYPE_REQUIRED] {\"code\":\"ACCESS_TYPE_REQUIRED\",\"error\":\"You must"
                + " specify an access level for this Stack project. Make sure project API keys are"
                + " provided (eg. x-stack-publishable-client-key) and you set the"
                + " x-stack-access-type header to 'client', 'server', or 'admin'."
                + DOCS
                + "\"}");
  }

  @Test
  void an_access_type_is_one_of_three() {
    assertThat(whoami(caller().with("x-stack-access-type", "none")))
        .isEqualTo(
            "400 [INVALID_ACCESS_TYPE] {\"code\":\"INVALID_ACCESS_TYPE\",\"error\":\"The"
                + " x-stack-access-type header must be 'client', 'server', or 'admin', but was"
                + " 'none'.\"}");
  }

  @Test
  void an_access_type_needs_a_project() {
    assertThat(whoami(caller().with("x-stack-access-type", "client")))
        .isEqualTo(
            "400 [ACCESS_TYPE_WITHOUT_PROJECT_ID] {\"code\":\"ACCESS_TYPE_WITHOUT_PROJECT_ID\","
                + "\"details\":{\"request_type\":\"client\"},\"error\":\"The x-stack-access-type"
                + " header was 'client', but the x-stack-project-id header was not provided."
                + DOCS
                + "\"}");
  }

  @Test
  void a_wrong_token_is_told_before_a_missing_key() {
    StackCaller keyless =
        caller().with("x-stack-access-type", "client").with("x-stack-project-id", "p1");

    assertThat(whoami(keyless.with("x-stack-access-token", "nonsense")))
        .isEqualTo(
            "401 [UNPARSABLE_ACCESS_TOKEN] {\"code\":\"UNPARSABLE_ACCESS_TOKEN\",\"error\":\"Access"
                + " token is not parsable.\"}");
    assertThat(whoami(keyless.with("x-stack-access-token", "expired")))
        .isEqualTo(
            "401 [ACCESS_TOKEN_EXPIRED] {\"code\":\"ACCESS_TOKEN_EXPIRED\",\"details\":"
                + "{\"expired_at_millis\":1751277600000},\"error\":\"Access token has expired."
                + " Please refresh it and try again. (The access token expired at"
                + " 2025-06-30T10:00:00.000Z.)\"}");
    assertThat(whoami(keyless.with("x-stack-access-token", "of-other")))
        .isEqualTo(
            "401 [INVALID_PROJECT_FOR_ACCESS_TOKEN] {\"code\":\"INVALID_PROJECT_FOR_ACCESS_TOKEN\","
                + "\"details\":{\"expected_project_id\":\"p1\",\"actual_project_id\":\"p9\"},"
                + "\"error\":\"Access token not valid for this project. Expected project ID"
                + " \\\"p1\\\", but the token is for project ID \\\"p9\\\".\"}");
  }

  @Test
  void each_access_has_its_own_key() {
    assertThat(whoami(caller().as("client"))).isEqualTo("200 \"nobody\"");
    assertThat(told(caller().as("server").get("/api/v1/server"))).isEqualTo("200 \"nobody\"");
    assertThat(told(caller().as("admin").get("/api/v1/admin"))).isEqualTo("200 \"nobody\"");
    assertThat(whoami(caller().as("admin"))).isEqualTo("200 \"nobody\"");
  }

  @Test
  void a_missing_key_is_told_by_its_name() {
    assertThat(List.of(keyless("client"), keyless("server"), keyless("admin")))
        .containsExactly(
            "401 [CLIENT_AUTHENTICATION_REQUIRED] {\"code\":\"CLIENT_AUTHENTICATION_REQUIRED\","
                + "\"error\":\"The publishable client key must be provided.\"}",
            "401 [SERVER_AUTHENTICATION_REQUIRED] {\"code\":\"SERVER_AUTHENTICATION_REQUIRED\","
                + "\"error\":\"The secret server key must be provided.\"}",
            "401 [ADMIN_AUTHENTICATION_REQUIRED] {\"code\":\"ADMIN_AUTHENTICATION_REQUIRED\","
                + "\"error\":\"The super secret admin key must be provided.\"}");
  }

  private String keyless(String access) {
    return whoami(
        caller().with("x-stack-access-type", access).with("x-stack-project-id", "unknown"));
  }

  @Test
  void a_wrong_key_and_an_unknown_project_look_alike() {
    StackCaller strange =
        caller().with("x-stack-access-type", "server").with("x-stack-project-id", "unknown");
    String expected =
        "401 [INVALID_SECRET_SERVER_KEY] {\"code\":\"INVALID_SECRET_SERVER_KEY\",\"details\":"
            + "{\"project_id\":\"%s\"},\"error\":\"The secret server key is not valid for the"
            + " project \\\"%s\\\". Does the project and/or the key exist?\"}";

    assertThat(whoami(strange.with("x-stack-secret-server-key", "key-server")))
        .isEqualTo(expected.formatted("unknown", "unknown"));
    assertThat(
            whoami(
                caller()
                    .with("x-stack-access-type", "server")
                    .with("x-stack-project-id", "p1")
                    .with("x-stack-secret-server-key", "key-client")))
        .isEqualTo(expected.formatted("p1", "p1"));
  }

  @Test
  void the_three_wrong_keys_have_three_codes() {
    assertThat(List.of(wrong("client", "publishable-client"), wrong("admin", "super-secret-admin")))
        .containsExactly(
            "401 [INVALID_PUBLISHABLE_CLIENT_KEY] {\"code\":\"INVALID_PUBLISHABLE_CLIENT_KEY\","
                + "\"details\":{\"project_id\":\"p1\"},\"error\":\"The publishable key is not valid"
                + " for the project \\\"p1\\\". Does the project and/or the key exist?\"}",
            "401 [INVALID_SUPER_SECRET_ADMIN_KEY] {\"code\":\"INVALID_SUPER_SECRET_ADMIN_KEY\","
                + "\"details\":{\"project_id\":\"p1\"},\"error\":\"The super secret admin key is"
                + " not valid for the project \\\"p1\\\". Does the project and/or the key exist?\"}");
  }

  private String wrong(String access, String key) {
    return whoami(
        caller()
            .with("x-stack-access-type", access)
            .with("x-stack-project-id", "p1")
            .with("x-stack-" + key + "-key", "wrong"));
  }

  @Test
  void an_admin_may_come_with_a_token_of_the_internal_project() {
    assertThat(admin("p1", "manager").statusCode()).isEqualTo(200);
    assertThat(told(admin("unknown", "manager")))
        .isEqualTo(
            "404 [PROJECT_NOT_FOUND] {\"code\":\"PROJECT_NOT_FOUND\",\"details\":{\"project_id\":"
                + "\"unknown\"},\"error\":\"Project unknown not found or is not accessible with the"
                + " current user.\"}");
    assertThat(
            List.of("x", "expired", "of-other", "stranger").stream()
                .map(token -> told(admin("p1", token))))
        .containsExactly(
            "401 [UNPARSABLE_ADMIN_ACCESS_TOKEN] {\"code\":\"UNPARSABLE_ADMIN_ACCESS_TOKEN\","
                + "\"error\":\"Admin access token is not parsable.\"}",
            "401 [ADMIN_ACCESS_TOKEN_EXPIRED] {\"code\":\"ADMIN_ACCESS_TOKEN_EXPIRED\",\"details\":"
                + "{\"expired_at_millis\":1751277600000},\"error\":\"Admin access token has"
                + " expired. Please refresh it and try again. (The access token expired at"
                + " 2025-06-30T10:00:00.000Z.)\"}",
            "401 [INVALID_PROJECT_FOR_ADMIN_ACCESS_TOKEN] {\"code\":"
                + "\"INVALID_PROJECT_FOR_ADMIN_ACCESS_TOKEN\",\"error\":\"Admin access tokens must"
                + " be created on the internal project.\"}",
            "401 [ADMIN_ACCESS_TOKEN_IS_NOT_ADMIN] {\"code\":\"ADMIN_ACCESS_TOKEN_IS_NOT_ADMIN\","
                + "\"error\":\"Admin access token does not have the required permissions to access"
                + " this project.\"}");
  }

  private HttpResponse<String> admin(String project, String token) {
    return caller()
        .with("x-stack-access-type", "admin")
        .with("x-stack-project-id", project)
        .with("x-stack-admin-access-token", token)
        .get("/api/v1/admin");
  }

  @Test
  void there_is_one_branch() {
    assertThat(whoami(caller().as("client").with("x-stack-branch-id", "main")))
        .isEqualTo("200 \"nobody\"");
    assertThat(whoami(caller().as("client").with("x-stack-branch-id", "dev")))
        .isEqualTo(
            "400 [BRANCH_DOES_NOT_EXIST] {\"code\":\"BRANCH_DOES_NOT_EXIST\",\"details\":"
                + "{\"branch_id\":\"dev\"},\"error\":\"The branch with ID dev does not exist.\"}");
  }

  @Test
  void too_little_access_is_told_with_what_would_do() {
    assertThat(told(caller().as("client").get("/api/v1/server")))
        .isEqualTo(
            "401 [INSUFFICIENT_ACCESS_TYPE] {\"code\":\"INSUFFICIENT_ACCESS_TYPE\",\"details\":"
                + "{\"actual_access_type\":\"client\",\"allowed_access_types\":[\"server\","
                + "\"admin\"]},\"error\":\"The x-stack-access-type header must be 'server' or"
                + " 'admin', but was 'client'.\"}");
    assertThat(caller().as("server").get("/api/v1/admin").body())
        .contains("\"allowed_access_types\":[\"admin\"]");
  }

  @Test
  void a_valid_token_signs_in_unless_its_user_is_gone() {
    assertThat(whoami(caller().as("client").with("x-stack-access-token", "of-u1")))
        .isEqualTo("200 \"" + FakeProjects.USER + "\"");
    assertThat(whoami(caller().as("client").with("x-stack-access-token", "of-deleted")))
        .isEqualTo("200 \"nobody\"");
  }

  @Test
  void me_without_a_user_and_a_route_without_a_user_are_different_errors() {
    assertThat(told(caller().as("client").get("/api/v1/own")))
        .isEqualTo(
            "400 [CANNOT_GET_OWN_USER_WITHOUT_USER] {\"code\":\"CANNOT_GET_OWN_USER_WITHOUT_USER\","
                + "\"error\":\"You have specified 'me' as a userId, but did not provide"
                + " authentication for a user.\"}");
    assertThat(caller().as("client").get("/api/v1/signed-in").body())
        .contains(
            "Request validation failed on GET /api/v1/signed-in:\\n  - auth.user must be defined");
  }
}

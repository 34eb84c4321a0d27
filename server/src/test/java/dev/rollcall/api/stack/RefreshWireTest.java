package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.json;
import static dev.rollcall.api.stack.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The refresh grant that keeps sessions going, and what many tabs make of it.
class RefreshWireTest {
  private static final String REFRESH = "/api/v1/auth/sessions/current/refresh";
  private static final String TOKEN = "/api/v1/auth/oauth/token";

  private static final String GONE =
      "401 [REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED] {\"code\":\"REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED\","
          + "\"error\":\"Refresh token not found for this project, or the session has expired/been"
          + " revoked.\"}";

  private final Wire open = Wire.to(Project.OPEN);
  private final Wire closed = Wire.to(Project.CLOSED);

  @Test
  void the_grant_answers_as_oauth_does_and_keeps_the_token() {
    Person person = open.made();

    HttpResponse<String> answer = open.grant(person.refresh());

    JsonNode body = ok(answer);
    assertThat(body.propertyNames())
        .containsExactlyInAnyOrder(
            "access_token",
            "token_type",
            "expires_in",
            "refresh_token",
            "scope",
            "is_new_user",
            "newUser",
            "after_callback_redirect_url",
            "afterCallbackRedirectUrl");
    assertThat(body.path("token_type").stringValue()).isEqualTo("Bearer");
    assertThat(body.path("expires_in").intValue()).isEqualTo(3599);
    assertThat(body.path("refresh_token").stringValue()).isEqualTo(person.refresh());
    assertThat(body.path("scope").stringValue()).isEqualTo("legacy");
    assertThat(answer.headers().firstValue("pragma")).contains("no-cache");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store, max-age=0");
    ok(
        open.client()
            .with("x-stack-access-token", body.path("access_token").stringValue())
            .get("/api/v1/users/me"));
  }

  @Test
  void the_grant_may_be_json_and_name_the_branch() {
    Person person = open.made();

    HttpResponse<String> answer =
        open.bare()
            .post(
                TOKEN,
                json(
                    "grant_type",
                    "refresh_token",
                    "client_id",
                    Project.OPEN.id() + "#main",
                    "client_secret",
                    Project.OPEN.key("pck"),
                    "refresh_token",
                    person.refresh()));

    assertThat(ok(answer).path("refresh_token").stringValue()).isEqualTo(person.refresh());
  }

  @Test
  void the_grant_refuses_strangers() throws Exception {
    Person person = open.made();
    String wrong =
        json(
            "grant_type", "refresh_token",
            "client_id", Project.OPEN.id(),
            "client_secret", Project.CLOSED.key("pck"),
            "refresh_token", person.refresh());

    assertThat(told(open.bare().post(TOKEN, wrong)))
        .isEqualTo(
            "400 [INVALID_OAUTH_CLIENT_ID_OR_SECRET] {\"code\":\"INVALID_OAUTH_CLIENT_ID_OR_SECRET\","
                + "\"details\":{\"client_id\":null},\"error\":\"The OAuth client ID or secret is"
                + " invalid. The client ID must be equal to the project ID (potentially with a hash"
                + " and a branch ID), and the client secret must be a publishable client key.\"}");
    assertThat(told(open.grant("0".repeat(45)))).isEqualTo(GONE);
    assertThat(told(closed.grant(person.refresh()))).isEqualTo(GONE);
    open.provider()
        .update(
            Project.OPEN,
            "update rollcall_auth.session set expires_at = now() where account = ?",
            UUID.fromString(person.id()));
    assertThat(told(open.grant(person.refresh()))).isEqualTo(GONE);
    assertThat(
            told(open.client().with("x-stack-refresh-token", person.refresh()).post(REFRESH, "{}")))
        .isEqualTo(GONE);
  }

  @Test
  void a_refresh_token_in_a_header_gives_an_access_token() {
    Person person = open.made();

    JsonNode answer =
        ok(open.client().with("x-stack-refresh-token", person.refresh()).post(REFRESH, "{}"));

    assertThat(answer.propertyNames()).containsExactly("access_token");
    assertThat(told(open.client().post(REFRESH, "{}")))
        .startsWith("400 [SCHEMA_ERROR]")
        .contains("x-stack-refresh-token must be defined");
  }

  @Test
  void activity_changes_the_row_and_is_no_news() throws Exception {
    Person person = open.made();
    open.provider()
        .update(
            Project.OPEN,
            "update rollcall_auth.account set last_active_at = '2020-01-01' where id = ?",
            UUID.fromString(person.id()));

    ok(open.grant(person.refresh()));

    JsonNode user = open.user(person.id());
    assertThat(user.path("last_active_at_millis").longValue())
        .isGreaterThanOrEqualTo(user.path("signed_up_at_millis").longValue());
    open.assertRowIsTheUser(person.id());
    assertThat(open.row(person.id(), "updated_at is null")).isEqualTo("t");
    assertThat(open.changes(person.id())).containsExactly("user.created");
  }

  @Test
  void many_tabs_refresh_at_once() throws Exception {
    Person person = open.made();

    List<HttpResponse<String>> answers = Wire.race(() -> open.grant(person.refresh()));

    assertThat(answers)
        .allSatisfy(answer ->
            assertThat(ok(answer).path("refresh_token").stringValue()).isEqualTo(person.refresh()));
  }

  @Test
  void many_tabs_get_the_same_successor_where_tokens_rotate() throws Exception {
    Person person = closed.made();

    List<HttpResponse<String>> answers = Wire.race(() -> closed.grant(person.refresh()));

    assertThat(answers)
        .extracting(answer -> ok(answer).path("refresh_token").stringValue())
        .doesNotContain(person.refresh())
        .containsOnly(ok(answers.getFirst()).path("refresh_token").stringValue());
  }

  @Test
  void a_token_that_comes_again_later_ends_its_family() {
    Person person = closed.made();
    String second = successor(person.refresh());
    String third = successor(second);

    // Not the one before, so no second tab.
    assertThat(told(closed.grant(person.refresh()))).isEqualTo(GONE);
    assertThat(told(closed.grant(third))).isEqualTo(GONE);
    assertThat(told(closed.grant(second))).isEqualTo(GONE);
  }

  private String successor(String token) {
    return ok(closed.grant(token)).path("refresh_token").stringValue();
  }
}

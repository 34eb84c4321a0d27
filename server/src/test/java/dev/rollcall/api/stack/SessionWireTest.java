package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.json;
import static dev.rollcall.api.stack.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Sessions as browsers and servers see them.
class SessionWireTest {
  private static final String SESSIONS = "/api/v1/auth/sessions";
  private static final String CURRENT = "/api/v1/auth/sessions/current";
  private static final String GONE =
      "401 [REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED] {\"code\":\"REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED\","
          + "\"error\":\"Refresh token not found for this project, or the session has expired/been"
          + " revoked.\"}";

  private final Wire open = Wire.to(Project.OPEN);

  @Test
  void who_signs_out_is_out_here_and_only_here() throws Exception {
    Person person = open.made();
    Person elsewhere = open.session(person.id(), person.email());

    assertThat(told(open.client(person).send("DELETE", CURRENT, "")))
        .isEqualTo("200 {\"success\":true}");

    assertThat(told(open.grant(person.refresh()))).isEqualTo(GONE);
    assertThat(told(open.client(person).send("DELETE", CURRENT, ""))).isEqualTo(GONE);
    assertThat(open.isGood(elsewhere)).isTrue();
    assertThat(told(open.client().send("DELETE", CURRENT, "")))
        .isEqualTo(Wire.mistakes("DELETE", CURRENT, "auth.user must be defined"));
    assertThat(open.changes(person.id())).containsExactly("user.created");
  }

  @Test
  void a_user_lists_the_own_sessions_and_nobody_elses() {
    Person person = open.made();
    Person other = open.session(person.id(), person.email());
    ok(
        open.server()
            .post(SESSIONS, "{\"user_id\":\"" + person.id() + "\",\"is_impersonation\":true}"));
    open.grant(other.refresh());

    JsonNode list = ok(open.client(person).get(SESSIONS + "?user_id=me"));

    assertThat(list.path("is_paginated").booleanValue()).isFalse();
    assertThat(list.path("items"))
        .extracting(item -> item.path("is_current_session").booleanValue())
        .containsExactlyInAnyOrder(true, false);
    for (JsonNode item : list.path("items")) {
      assertThat(item.propertyNames())
          .contains("id", "user_id", "created_at", "is_impersonation", "is_current_session")
          .isSubsetOf(
              "id",
              "user_id",
              "created_at",
              "last_used_at",
              "is_impersonation",
              "last_used_at_end_user_ip_info",
              "is_current_session");
      assertThat(item.path("user_id").stringValue()).isEqualTo(person.id());
      assertThat(item.path("created_at").isNumber()).isTrue();
    }
    assertThat(ok(open.server().get(SESSIONS + "?user_id=" + person.id())).path("items"))
        .hasSize(2);
    assertThat(ok(open.admin().get(SESSIONS + "?user_id=" + person.id())).path("items"))
        .extracting(item -> item.path("is_impersonation").booleanValue())
        .containsExactlyInAnyOrder(true, false, false);
    assertThat(told(open.client(person).get(SESSIONS + "?user_id=" + open.made().id())))
        .isEqualTo("403 Client can only list sessions for their own user.");
    assertThat(told(open.client().get(SESSIONS + "?user_id=me")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
  }

  @Test
  void a_user_ends_other_sessions_but_not_this_one() {
    Person person = open.made();
    Person other = open.session(person.id(), person.email());
    Person stranger = open.made();
    String current = id(person, true);

    assertThat(told(end(open.client(person), current + "?user_id=me")))
        .isEqualTo(
            "400 [CANNOT_DELETE_CURRENT_SESSION] {\"code\":\"CANNOT_DELETE_CURRENT_SESSION\","
                + "\"error\":\"Cannot delete the current session.\"}");
    assertThat(told(end(open.client(stranger), current + "?user_id=me")))
        .isEqualTo("404 Session not found.");
    assertThat(told(end(open.client(person), id(person, false) + "?user_id=me")))
        .isEqualTo("200 {\"success\":true}");
    assertThat(told(end(open.client(person), UUID.randomUUID() + "?user_id=me")))
        .isEqualTo("404 Session not found.");
    assertThat(told(end(open.client(person), "nonsense?user_id=me")))
        .isEqualTo("404 Session not found.");

    assertThat(open.isGood(other)).isFalse();
    assertThat(open.isGood(person)).isTrue();
    assertThat(told(end(open.server(), current))).isEqualTo("200 {\"success\":true}");
    assertThat(open.isGood(person)).isFalse();
  }

  @Test
  void a_server_makes_sessions_of_any_length_within_reason() {
    Person person = open.made();
    String of = "{\"user_id\":\"" + person.id() + "\",\"expires_in_millis\":";

    JsonNode tokens = ok(open.server().post(SESSIONS, of + "31708800000}"));

    assertThat(tokens.propertyNames()).containsExactlyInAnyOrder("refresh_token", "access_token");
    ok(open.grant(tokens.path("refresh_token").stringValue()));
    assertThat(told(open.server().post(SESSIONS, of + "31708800001}")))
        .isEqualTo(
            Wire.mistakes(
                "POST",
                SESSIONS,
                "body.expires_in_millis must be less than or equal to 31708800000"));
    assertThat(told(open.client(person).post(SESSIONS, of + "1000}")))
        .isEqualTo(
            "401 [INSUFFICIENT_ACCESS_TYPE] {\"code\":\"INSUFFICIENT_ACCESS_TYPE\",\"details\":"
                + "{\"actual_access_type\":\"client\",\"allowed_access_types\":[\"server\",\"admin\"]},"
                + "\"error\":\"The x-stack-access-type header must be 'server' or 'admin', but was"
                + " 'client'.\"}");
    String nobody = UUID.randomUUID().toString();
    assertThat(told(open.server().post(SESSIONS, json("user_id", nobody))))
        .isEqualTo(
            "400 [USER_ID_DOES_NOT_EXIST] {\"code\":\"USER_ID_DOES_NOT_EXIST\",\"details\":"
                + "{\"user_id\":\"X\"},\"error\":\"The given user with the ID X does not exist.\"}"
                    .replace("X", nobody));
  }

  private String id(Person person, boolean current) {
    for (JsonNode item : ok(open.client(person).get(SESSIONS + "?user_id=me")).path("items")) {
      if (item.path("is_current_session").booleanValue() == current) {
        return item.path("id").stringValue();
      }
    }
    throw new AssertionError("There is no such session");
  }

  private static HttpResponse<String> end(StackCaller caller, String which) {
    return caller.send("DELETE", SESSIONS + "/" + which, "");
  }
}

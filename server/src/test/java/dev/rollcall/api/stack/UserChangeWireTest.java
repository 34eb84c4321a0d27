package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.PASSWORD;
import static dev.rollcall.api.stack.Wire.json;
import static dev.rollcall.api.stack.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.json.Json;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Changes of users, and their end, as the application's server and a browser ask for them.
class UserChangeWireTest {
  private static final String USERS = "/api/v1/users";
  private static final String ME = USERS + "/me";
  private static final String NOT_FOUND =
      "404 [USER_NOT_FOUND] {\"code\":\"USER_NOT_FOUND\",\"error\":\"User not found.\"}";

  /// What bcrypt makes of "password", at the least cost.
  private static final String BCRYPT =
      "$2b$04$N9qo8uLOickgx2ZMRZoMyeSuVmV5MQilj2yZi38Fq2CCnx12jZvOG";

  private final Wire open = Wire.to(Project.OPEN);
  private final Wire closed = Wire.to(Project.CLOSED);

  @Test
  void every_change_is_in_the_row_at_once() throws Exception {
    Person person = open.made();
    String email = Wire.freshEmail();
    List<String> changes =
        List.of(
            "{\"display_name\":\"Grace\"}",
            "{\"display_name\":\"\"}",
            "{\"profile_image_url\":\"https://example.com/a.png\"}",
            "{\"client_metadata\":{\"n\":1e2}}",
            "{\"client_metadata\":null}",
            "{\"server_metadata\":[\"\\u00e9\"]}",
            "{\"primary_email\":\"" + email + "\"}",
            "{\"primary_email_verified\":false}",
            "{\"primary_email_auth_enabled\":false}",
            "{\"otp_auth_enabled\":true}",
            "{\"password\":\"" + PASSWORD + "\"}",
            "{\"password\":null}",
            "{\"primary_email\":null}");

    for (String change : changes) {
      HttpResponse<String> answer = patch(person.id(), change);
      assertThat(ok(answer)).as(change).isEqualTo(open.user(person.id()));
      open.assertRowIsTheUser(person.id());
    }

    assertThat(open.changes(person.id())).hasSize(changes.size() + 1).startsWith("user.created");
    assertThat(open.row(person.id(), "updated_at > created_at and updated_at <= now()"))
        .isEqualTo("t");
    JsonNode user = open.user(person.id());
    assertThat(user.path("display_name").isNull()).isTrue();
    assertThat(user.path("client_metadata").isNull()).isTrue();
    assertThat(user.path("primary_email").isNull()).isTrue();
    assertThat(user.path("has_password").booleanValue()).isFalse();
  }

  @Test
  void another_address_stays_as_verified_as_it_was() {
    Person person = open.made();

    JsonNode user = ok(patch(person.id(), json("primary_email", Wire.freshEmail())));

    assertThat(user.path("primary_email_verified").booleanValue()).isTrue();
    assertThat(user.path("primary_email_auth_enabled").booleanValue()).isTrue();
    assertThat(
            ok(open.server().get("/api/v1/contact-channels?user_id=" + person.id())).path("items"))
        .hasSize(1);
  }

  @Test
  void a_server_that_sets_a_password_ends_all_sessions() {
    Person person = open.made();
    Person other = open.made();

    ok(patch(person.id(), json("display_name", "Ada")));
    assertThat(open.isGood(person)).isTrue();
    ok(patch(person.id(), json("password", PASSWORD)));
    assertThat(open.isGood(person)).isFalse();
    assertThat(open.isGood(other)).isTrue();
    person = open.signIn(person.email(), PASSWORD);
    ok(patch(person.id(), json("password_hash", BCRYPT)));
    assertThat(open.isGood(person)).isFalse();
  }

  @Test
  void what_cannot_be_changes_nothing() throws Exception {
    Person person = open.made();
    String path = USERS + "/" + person.id();

    assertThat(told(patch(person.id(), "{\"is_anonymous\":true}")))
        .isEqualTo(
            Wire.mistakes(
                "PATCH", path, "body.is_anonymous must be one of the following values: false"));
    assertThat(told(patch(person.id(), "{\"primary_email\":null,\"primary_email_verified\":true}")))
        .isEqualTo("400 primary_email_verified cannot be true without primary_email");
    assertThat(told(patch(person.id(), json("primary_email", open.made().email()))))
        .startsWith("409 [USER_EMAIL_ALREADY_EXISTS]");
    assertThat(told(patch(person.id(), "{\"oauth_providers\":[]}")))
        .isEqualTo(
            Wire.mistakes("PATCH", path, "body contains unknown properties: oauth_providers"));
    assertThat(told(patch(UUID.randomUUID().toString(), "{}"))).isEqualTo(NOT_FOUND);
    assertThat(told(open.server().get(USERS + "/" + UUID.randomUUID()))).isEqualTo(NOT_FOUND);
    assertThat(told(open.server().get(USERS + "/nonsense")))
        .startsWith("400 [SCHEMA_ERROR]")
        .contains("user_id must be a valid UUID");
    assertThat(open.changes(person.id())).containsExactly("user.created");
  }

  @Test
  void a_browser_changes_what_is_its_users_own() throws Exception {
    Person person = open.made();
    String image =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
            + "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    JsonNode user =
        ok(
            own(
                person,
                """
                {"display_name": "Ada", "client_metadata": {"theme": "dark"},
                 "profile_image_url": "%s", "selected_team_id": null, "otp_auth_enabled": true}
                """
                    .formatted(image)));

    assertThat(user.size()).isEqualTo(17);
    assertThat(user.path("display_name").stringValue()).isEqualTo("Ada");
    assertThat(user.path("profile_image_url").stringValue()).isEqualTo(image);
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
    assertThat(told(own(person, json("profile_image_url", "https://example.com/a.png"))))
        .isEqualTo("400 Invalid profile image URL");
    for (String name :
        List.of("server_metadata", "client_read_only_metadata", "primary_email", "password")) {
      assertThat(told(own(person, json(name, "x"))))
          .isEqualTo(Wire.mistakes("PATCH", ME, "body contains unknown properties: " + name));
    }
    assertThat(told(open.client().with("content-type", "application/json").send("PATCH", ME, "{}")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
  }

  @Test
  void a_deleted_user_is_gone_and_the_row_remembers() throws Exception {
    Person person = open.made();
    JsonNode before = open.user(person.id());

    assertThat(told(open.server().send("DELETE", USERS + "/" + person.id(), "{}")))
        .isEqualTo("200 {\"success\":true}");

    assertThat(told(open.server().get(USERS + "/" + person.id()))).isEqualTo(NOT_FOUND);
    assertThat(told(open.server().send("DELETE", USERS + "/" + person.id(), "")))
        .isEqualTo(NOT_FOUND);
    assertThat(open.isGood(person)).isFalse();
    assertThat(Json.MAPPER.readTree(open.row(person.id(), "raw_json"))).isEqualTo(before);
    assertThat(open.row(person.id(), "deleted_at is not null and updated_at is null"))
        .isEqualTo("t");
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.deleted");
    // The address is free again.
    made(
        "{\"primary_email\":\"%s\",\"primary_email_auth_enabled\":true}".formatted(person.email()));
  }

  @Test
  void users_delete_themselves_where_the_project_lets_them() throws Exception {
    Person stays = open.made();
    Person goes = closed.made();

    assertThat(told(open.client(stays).send("DELETE", ME, "")))
        .isEqualTo("400 Client user deletion is not enabled for this project");
    assertThat(told(closed.client(goes).send("DELETE", ME, "")))
        .isEqualTo("200 {\"success\":true}");

    assertThat(closed.isGood(goes)).isFalse();
    assertThat(closed.row(goes.id(), "deleted_at is not null")).isEqualTo("t");
    assertThat(open.isGood(stays)).isTrue();
  }

  private HttpResponse<String> create(String body) {
    return open.server().post(USERS, body);
  }

  private String made(String body) {
    HttpResponse<String> answer = create(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Wire.json(answer).path("id").stringValue();
  }

  private HttpResponse<String> patch(String id, String body) {
    return open.server()
        .with("content-type", "application/json")
        .send("PATCH", USERS + "/" + id, body);
  }

  private HttpResponse<String> own(Person person, String body) {
    return open.client(person).with("content-type", "application/json").send("PATCH", ME, body);
  }
}

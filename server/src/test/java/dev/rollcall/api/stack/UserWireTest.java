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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Users as the application's server keeps them, and as a browser sees its own.
class UserWireTest {
  private static final String USERS = "/api/v1/users";
  private static final String ME = USERS + "/me";

  /// What bcrypt makes of "password", at the least cost.
  private static final String BCRYPT =
      "$2b$04$N9qo8uLOickgx2ZMRZoMyeSuVmV5MQilj2yZi38Fq2CCnx12jZvOG";

  private static final String[] SHARED = {
    "id",
    "primary_email",
    "primary_email_verified",
    "display_name",
    "profile_image_url",
    "signed_up_at_millis",
    "client_metadata",
    "client_read_only_metadata",
    "has_password",
    "otp_auth_enabled",
    "passkey_auth_enabled",
    "auth_with_email",
    "requires_totp_mfa",
    "is_anonymous",
    "oauth_providers",
    "selected_team_id",
    "selected_team"
  };

  private final Wire open = Wire.to(Project.OPEN);
  private final Wire bare = Wire.to(Project.BARE);

  @Test
  void a_server_sees_twenty_keys_and_a_browser_seventeen() {
    Person person = open.made();

    JsonNode forServer = open.user(person.id());
    JsonNode forBrowser = ok(open.client(person).get(ME));

    List<String> all = new ArrayList<>(List.of(SHARED));
    all.addAll(List.of("primary_email_auth_enabled", "last_active_at_millis", "server_metadata"));
    assertThat(forServer.propertyNames()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(forBrowser.propertyNames()).containsExactlyInAnyOrder(SHARED);
    assertThat(ok(open.server().with("x-stack-access-token", person.access()).get(ME)))
        .isEqualTo(forServer);
    for (String name : SHARED) {
      assertThat(forBrowser.get(name)).isEqualTo(forServer.get(name));
    }
    assertThat(told(open.client().get(ME)))
        .isEqualTo(
            "400 [CANNOT_GET_OWN_USER_WITHOUT_USER] {\"code\":\"CANNOT_GET_OWN_USER_WITHOUT_USER\","
                + "\"error\":\"You have specified 'me' as a userId, but did not provide"
                + " authentication for a user.\"}");
    assertThat(told(open.client(person).get(USERS + "/" + person.id())))
        .startsWith("401 [INSUFFICIENT_ACCESS_TYPE]");
    assertThat(told(open.client(person).get(USERS))).startsWith("401 [INSUFFICIENT_ACCESS_TYPE]");
  }

  @Test
  void a_server_makes_a_user_of_everything_it_knows() throws Exception {
    String email = Wire.freshEmail();
    String account = UUID.randomUUID().toString();

    HttpResponse<String> answer =
        create(
            """
            {"display_name": "Ada", "profile_image_url": "data:image/png;base64,AAAA",
             "client_metadata": {"a": [1, 2.50, null]}, "client_read_only_metadata": "text",
             "server_metadata": {"deep": {"er": true}}, "primary_email": "%s",
             "primary_email_verified": true, "primary_email_auth_enabled": true,
             "password": "%s", "otp_auth_enabled": true, "is_anonymous": false,
             "oauth_providers": [{"id": "github", "account_id": "%s", "email": null}]}
            """
                .formatted(email, PASSWORD, account));

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode user = Wire.json(answer);
    String id = user.path("id").stringValue();
    assertThat(user.path("display_name").stringValue()).isEqualTo("Ada");
    assertThat(user.path("profile_image_url").stringValue())
        .isEqualTo("data:image/png;base64,AAAA");
    assertThat(user.path("client_read_only_metadata").stringValue()).isEqualTo("text");
    assertThat(user.path("server_metadata").path("deep").path("er").booleanValue()).isTrue();
    assertThat(user.path("oauth_providers"))
        .containsExactly(
            Json.MAPPER.readTree(
                "{\"id\":\"github\",\"account_id\":\"" + account + "\",\"email\":null}"));
    for (String name :
        List.of(
            "primary_email_verified",
            "primary_email_auth_enabled",
            "has_password",
            "otp_auth_enabled",
            "auth_with_email")) {
      assertThat(user.path(name).booleanValue()).as(name).isTrue();
    }
    assertThat(open.user(id)).isEqualTo(user);
    open.assertRowIsTheUser(id);
    assertThat(open.row(id, "updated_at is null")).isEqualTo("t");
    assertThat(open.changes(id)).containsExactly("user.created");
    assertThat(open.signIn(email, PASSWORD).id()).isEqualTo(id);
  }

  @Test
  void a_user_of_nothing_is_a_user_too() throws Exception {
    String id = made("{}");

    JsonNode user = open.user(id);

    assertThat(user.path("primary_email").isNull()).isTrue();
    assertThat(user.path("auth_with_email").booleanValue()).isFalse();
    assertThat(user.path("last_active_at_millis")).isEqualTo(user.path("signed_up_at_millis"));
    open.assertRowIsTheUser(id);
  }

  @Test
  void what_does_not_go_together_makes_no_user() {
    Person taken = open.made();

    assertThat(told(create("{\"primary_email_auth_enabled\":true}")))
        .isEqualTo("400 primary_email_auth_enabled cannot be true without primary_email");
    assertThat(told(create("{\"primary_email_verified\":true}")))
        .isEqualTo("400 primary_email_verified cannot be true without primary_email");
    assertThat(
            told(
                create(
                    "{\"primary_email\":\"%s\",\"primary_email_auth_enabled\":true}"
                        .formatted(taken.email()))))
        .isEqualTo(
            "409 [USER_EMAIL_ALREADY_EXISTS] {\"code\":\"USER_EMAIL_ALREADY_EXISTS\",\"details\":"
                + "{\"email\":\"X\"},\"error\":\"A user with email \\\"X\\\" already exists.\"}"
                    .replace("X", taken.email()));
    assertThat(told(create(json("password", PASSWORD, "password_hash", BCRYPT))))
        .isEqualTo("400 Cannot set both password and password_hash at the same time.");
    assertThat(told(bare.server().post(USERS, json("password", PASSWORD))))
        .isEqualTo("400 Password auth not enabled in the project");
    assertThat(told(create(json("password_hash", "md5")))).startsWith("400 Invalid password hash.");
    assertThat(told(create(json("password_hash", BCRYPT.replace("$04$", "$17$")))))
        .startsWith("400 Invalid password hash.");
    assertThat(told(create(json("password", "x")))).startsWith("400 [PASSWORD_TOO_SHORT]");
    assertThat(told(create("{\"passkey_auth_enabled\":true}"))).startsWith("400 ");
    assertThat(told(create("{\"id\":\"x\",\"is_admin\":true,\"display_name\":7}")))
        .isEqualTo(
            Wire.mistakes(
                "POST",
                USERS,
                "body.display_name must be a `string` type, but the final value was: `7`.",
                "body contains unknown properties: id, is_admin"));
    assertThat(told(create("{\"profile_image_url\":\"nonsense\"}")))
        .isEqualTo(Wire.mistakes("POST", USERS, "body.profile_image_url is not a valid URL"));
    assertThat(
            told(open.server().with("content-type", "application/json").send("POST", USERS, "{")))
        .isEqualTo(
            "400 [BODY_PARSING_ERROR] {\"code\":\"BODY_PARSING_ERROR\",\"error\":\"Invalid JSON in"
                + " request body\"}");
  }

  @Test
  void two_users_may_have_one_address_if_one_signs_in_with_it() {
    Person first = open.made();

    String id = made("{\"primary_email\":\"%s\"}".formatted(first.email()));

    assertThat(open.user(id).path("primary_email").stringValue()).isEqualTo(first.email());
    assertThat(told(patch(id, "{\"primary_email_auth_enabled\":true}")))
        .startsWith("409 [USER_EMAIL_ALREADY_EXISTS]");
  }

  @Test
  void users_move_in_with_their_bcrypt_hashes() throws Exception {
    String email = Wire.freshEmail();
    String id =
        made(
            "{\"primary_email\":\"%s\",\"primary_email_auth_enabled\":true,\"password_hash\":\"%s\"}"
                .formatted(email, BCRYPT));

    assertThat(open.signIn(email, "password").id()).isEqualTo(id);
    // The second time by the hash that took its place.
    assertThat(open.signIn(email, "password").id()).isEqualTo(id);
    assertThat(open.changes(id)).containsExactly("user.created");
  }

  @Test
  void users_are_listed_a_page_at_a_time_from_the_one_named() {
    String mark = "mark" + UUID.randomUUID().toString().replace("-", "");
    List<String> ids = new ArrayList<>();
    for (int number = 0; number < 5; number++) {
      ids.add(made("{\"display_name\":\"%s %d\"}".formatted(mark, number)));
    }
    String find = USERS + "?query=" + mark.toUpperCase(java.util.Locale.ROOT);

    JsonNode all = ok(open.server().get(find));
    JsonNode first = ok(open.server().get(find + "&limit=2"));
    String next = first.path("pagination").path("next_cursor").stringValue();
    JsonNode second = ok(open.server().get(find + "&limit=2&cursor=" + next));
    JsonNode last = ok(open.server().get(find + "&limit=2&cursor=" + ids.getLast()));
    JsonNode back = ok(open.server().get(find + "&limit=3&desc=true&order_by=signed_up_at"));

    assertThat(all.propertyNames())
        .containsExactlyInAnyOrder("items", "is_paginated", "pagination");
    assertThat(all.path("is_paginated").booleanValue()).isTrue();
    assertThat(all.path("pagination").path("next_cursor").isNull()).isTrue();
    assertThat(all.path("items").get(0)).isEqualTo(open.user(ids.getFirst()));
    assertThat(ids(all)).isEqualTo(ids);
    assertThat(ids(first)).isEqualTo(ids.subList(0, 2));
    assertThat(next).isEqualTo(ids.get(2));
    assertThat(ids(second)).isEqualTo(ids.subList(2, 4));
    assertThat(ids(last)).isEqualTo(ids.subList(4, 5));
    assertThat(last.path("pagination").path("next_cursor").isNull()).isTrue();
    assertThat(ids(back)).isEqualTo(ids.subList(2, 5).reversed());
    assertThat(back.path("pagination").path("next_cursor").stringValue()).isEqualTo(ids.get(1));
  }

  @Test
  void users_are_found_by_name_any_address_and_id() {
    Person person = open.made();
    String second = Wire.freshEmail();
    open.server()
        .post(
            "/api/v1/contact-channels",
            "{\"user_id\":\"%s\",\"type\":\"email\",\"value\":\"%s\",\"used_for_auth\":false}"
                .formatted(person.id(), second));

    for (String query :
        List.of(person.id(), person.email().substring(2, 12), second.substring(3, 20))) {
      assertThat(ids(ok(open.server().get(USERS + "?query=" + query))))
          .as(query)
          .containsExactly(person.id());
    }
    assertThat(ids(ok(open.server().get(USERS + "?query=" + person.id().substring(1))))).isEmpty();
    assertThat(ids(ok(open.server().get(USERS + "?query=%25%5F" + person.email())))).isEmpty();
  }

  @Test
  void a_list_is_asked_for_in_known_words() {
    assertThat(told(open.server().get(USERS + "?limit=0")))
        .isEqualTo(Wire.mistakes("GET", USERS, "query.limit must be greater than or equal to 1"));
    assertThat(told(open.server().get(USERS + "?limit=1.5&cursor=x&order_by=name&desc=7&a=b")))
        .contains(
            "query.limit must be an integer",
            "query.cursor must be a valid UUID",
            "query.order_by must be one of the following values: signed_up_at",
            "query.desc must be a `boolean` type",
            "query contains unknown properties: a");
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

  private static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.path("items").forEach(item -> ids.add(item.path("id").stringValue()));
    return ids;
  }
}

package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The addresses of a user, for the user's browser and for the server.
class ContactChannelWireTest {
  private static final String CHANNELS = "/api/v1/contact-channels";
  private static final String MISSING = "404 Contact channel not found";

  private final Wire open = Wire.to(Project.OPEN);

  @Test
  void channels_are_listed_the_oldest_first() {
    Person person = open.made();
    String second = Wire.freshEmail();
    HttpResponse<String> added = add(open.client(person), "me", second, "");

    JsonNode list = ok(open.client(person).get(CHANNELS + "?user_id=me"));

    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(list.propertyNames()).containsExactlyInAnyOrder("items", "is_paginated");
    assertThat(list.path("is_paginated").booleanValue()).isFalse();
    assertThat(shown(list))
        .containsExactly(person.email() + " primary verified auth", second + " - - -");
    JsonNode item = list.path("items").get(1);
    assertThat(item).isEqualTo(Wire.json(added));
    assertThat(item.propertyNames())
        .containsExactlyInAnyOrder(
            "id", "user_id", "type", "value", "is_primary", "is_verified", "used_for_auth");
    String id = item.path("id").stringValue();
    assertThat(ok(open.client(person).get(CHANNELS + "/me/" + id))).isEqualTo(item);
    assertThat(ok(open.server().get(CHANNELS + "/" + person.id() + "/" + id))).isEqualTo(item);
    assertThat(
            shown(
                ok(
                    open.server()
                        .get(CHANNELS + "?user_id=" + person.id() + "&contact_channel_id=" + id))))
        .containsExactly(second + " - - -");
  }

  @Test
  void a_new_primary_channel_takes_the_place_of_the_old() throws Exception {
    Person person = open.made();
    String second = Wire.freshEmail();

    String id =
        Wire.json(
                add(
                    open.server(),
                    person.id(),
                    second,
                    ",\"is_primary\":true,\"is_verified\":true,\"used_for_auth\":true"))
            .path("id")
            .stringValue();

    assertThat(shown(ok(open.server().get(CHANNELS + "?user_id=" + person.id()))))
        .containsExactly(person.email() + " - verified auth", second + " primary verified auth");
    assertThat(open.user(person.id()).path("primary_email").stringValue()).isEqualTo(second);
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
    assertThat(told(send("DELETE", open.server(), person.id(), id, "")))
        .isEqualTo("200 {\"success\":true}");
    assertThat(open.user(person.id()).path("primary_email").isNull()).isTrue();
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id()))
        .containsExactly("user.created", "user.updated", "user.updated");
  }

  @Test
  void a_changed_address_is_not_verified_until_somebody_says_so() throws Exception {
    Person person = open.made();
    String id = first(person);
    String changed = Wire.freshEmail();

    assertThat(
            ok(send("PATCH", open.client(person), "me", id, "{\"value\":\"" + changed + "\"}"))
                .path("is_verified")
                .booleanValue())
        .isFalse();
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
    assertThat(
            ok(send("PATCH", open.server(), person.id(), id, "{\"is_verified\":true}"))
                .path("is_verified")
                .booleanValue())
        .isTrue();
    open.assertRowIsTheUser(person.id());
    assertThat(told(send("PATCH", open.client(person), "me", id, "{\"is_verified\":true}")))
        .isEqualTo(
            Wire.mistakes(
                "PATCH", CHANNELS + "/me/" + id, "body contains unknown properties: is_verified"));
  }

  @Test
  void one_address_signs_one_user_in() throws Exception {
    Person first = open.made();
    Person second = open.made();
    String id = first(second);
    String taken =
        "409 [CONTACT_CHANNEL_ALREADY_USED_FOR_AUTH_BY_SOMEONE_ELSE] {\"code\":"
            + "\"CONTACT_CHANNEL_ALREADY_USED_FOR_AUTH_BY_SOMEONE_ELSE\",\"details\":{\"type\":"
            + "\"email\",\"contact_channel_value\":\"X\"},\"error\":\"The email (X) is already used"
            + " for authentication by another account.\"}";

    assertThat(told(add(open.client(second), "me", first.email(), ",\"used_for_auth\":true")))
        .isEqualTo(taken.replace("X", first.email()));
    assertThat(
            told(
                send(
                    "PATCH",
                    open.client(second),
                    "me",
                    id,
                    "{\"value\":\"" + first.email() + "\"}")))
        .isEqualTo(taken.replace("X", first.email()));
    assertThat(add(open.client(second), "me", first.email(), "").statusCode()).isEqualTo(201);
    assertThat(told(add(open.client(second), "me", first.email(), "")))
        .isEqualTo("400 Contact channel already exists");
    assertThat(open.changes(second.id())).containsExactly("user.created", "user.updated");
  }

  @Test
  void a_browser_touches_its_own_user_only() {
    Person person = open.made();
    Person stranger = open.made();
    String id = first(person);
    StackCaller caller = open.client(stranger);

    assertThat(told(caller.get(CHANNELS + "?user_id=" + person.id())))
        .isEqualTo("403 Client can only list contact channels for their own user.");
    assertThat(told(add(caller, person.id(), Wire.freshEmail(), ""))).startsWith("403 ");
    assertThat(told(send("GET", caller, person.id(), id, ""))).startsWith("403 ");
    assertThat(told(send("PATCH", caller, person.id(), id, "{}"))).startsWith("403 ");
    assertThat(told(send("DELETE", caller, person.id(), id, ""))).startsWith("403 ");
    assertThat(told(send("GET", caller, "me", id, ""))).isEqualTo(MISSING);
    assertThat(told(send("PATCH", caller, "me", id, "{\"used_for_auth\":false}")))
        .isEqualTo(MISSING);
    assertThat(told(send("DELETE", caller, "me", id, ""))).isEqualTo(MISSING);
    assertThat(told(send("DELETE", caller, "me", UUID.randomUUID().toString(), "")))
        .isEqualTo(MISSING);
    assertThat(told(send("GET", open.client(), "me", id, "")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
  }

  @Test
  void what_is_no_channel_is_refused() {
    Person person = open.made();

    assertThat(told(open.client(person).post(CHANNELS, "{}")))
        .isEqualTo(
            Wire.mistakes(
                "POST",
                CHANNELS,
                "body.user_id must be defined",
                "body.type must be defined",
                "body.value must be defined",
                "body.used_for_auth must be defined"));
    assertThat(told(add(open.client(person), "me", "nobody", "")))
        .isEqualTo(Wire.mistakes("POST", CHANNELS, "body.value must be a valid email"));
    assertThat(told(add(open.server(), UUID.randomUUID().toString(), Wire.freshEmail(), "")))
        .isEqualTo(
            "404 [USER_NOT_FOUND] {\"code\":\"USER_NOT_FOUND\",\"error\":\"User not found.\"}");
  }

  private static List<String> shown(JsonNode list) {
    List<String> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      items.add(
          item.path("value").stringValue()
              + (item.path("is_primary").booleanValue() ? " primary" : " -")
              + (item.path("is_verified").booleanValue() ? " verified" : " -")
              + (item.path("used_for_auth").booleanValue() ? " auth" : " -"));
    }
    return items;
  }

  private String first(Person person) {
    return ok(open.server().get(CHANNELS + "?user_id=" + person.id()))
        .path("items")
        .get(0)
        .path("id")
        .stringValue();
  }

  /// @param more further properties; `used_for_auth` is false if they do not say
  private static HttpResponse<String> add(
      StackCaller caller, String user, String value, String more) {
    String auth = more.contains("used_for_auth") ? "" : ",\"used_for_auth\":false";
    return caller.post(
        CHANNELS,
        "{\"user_id\":\"%s\",\"type\":\"email\",\"value\":\"%s\"%s%s}"
            .formatted(user, value, auth, more));
  }

  private static HttpResponse<String> send(
      String method, StackCaller caller, String user, String channel, String body) {
    StackCaller typed = body.isEmpty() ? caller : caller.with("content-type", "application/json");
    return typed.send(method, CHANNELS + "/" + user + "/" + channel, body);
  }
}

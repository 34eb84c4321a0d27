package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.CALLBACK;
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

/// Proving that one reads an address.
class VerificationWireTest {
  private static final String CHANNELS = "/api/v1/contact-channels";
  private static final String SEND = CHANNELS + "/send-verification-code";
  private static final String VERIFY = CHANNELS + "/verify";
  private static final String SUBJECT = "Verify your email at Open";
  private static final String VERIFIED =
      "409 [EMAIL_ALREADY_VERIFIED] {\"code\":\"EMAIL_ALREADY_VERIFIED\",\"error\":\"The e-mail is"
          + " already verified.\"}";

  private final Wire open = Wire.to(Project.OPEN);

  @Test
  void the_link_of_the_sign_up_verifies_the_address_once() throws Exception {
    Person person = open.signUp();
    String code = open.code(person.email(), SUBJECT);

    assertThat(told(open.client().post(VERIFY + "/check-code", json("code", code))))
        .isEqualTo("200 {\"is_code_valid\":true}");
    assertThat(told(verify(code))).isEqualTo("200 {\"success\":true}");

    assertThat(told(verify(code)))
        .isEqualTo(
            "409 [VERIFICATION_CODE_ALREADY_USED] {\"code\":\"VERIFICATION_CODE_ALREADY_USED\","
                + "\"error\":\"The verification link has already been used.\"}");
    assertThat(open.user(person.id()).path("primary_email_verified").booleanValue()).isTrue();
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
    assertThat(told(sendOwn(person, person.email(), CALLBACK))).isEqualTo(VERIFIED);
    assertThat(told(send(open.client(person), "me", channel(person), CALLBACK)))
        .isEqualTo(VERIFIED);
  }

  @Test
  void only_the_primary_address_can_be_named_without_its_id() {
    Person person = open.signUp();

    assertThat(told(sendOwn(person, "b@example.com", CALLBACK)))
        .isEqualTo(
            ("400 [EMAIL_IS_NOT_PRIMARY_EMAIL] {\"code\":\"EMAIL_IS_NOT_PRIMARY_EMAIL\",\"details\":"
                    + "{\"email\":\"b@example.com\",\"primary_email\":\"X\"},\"error\":\"The given e-mail"
                    + " (b@example.com) must equal the user's primary e-mail (X).\"}")
                .replace("X", person.email()));
    assertThat(told(sendOwn(person, person.email(), "https://evil.example/")))
        .startsWith("400 [REDIRECT_URL_NOT_WHITELISTED]");
    assertThat(told(sendOwn(person, person.email(), CALLBACK))).isEqualTo("200 {\"success\":true}");
    assertThat(
            told(open.client().post(SEND, json("email", person.email(), "callback_url", CALLBACK))))
        .isEqualTo(Wire.mistakes("POST", SEND, "auth.user must be defined"));
  }

  @Test
  void a_code_goes_to_the_channel_that_is_meant() throws Exception {
    Person person = open.signUp();
    Person stranger = open.signUp();
    String second = Wire.freshEmail();
    JsonNode added =
        Wire.json(
            open.client(person)
                .post(
                    CHANNELS,
                    "{\"user_id\":\"me\",\"type\":\"email\",\"value\":\"%s\",\"used_for_auth\":false}"
                        .formatted(second)));
    String id = added.path("id").stringValue();

    assertThat(told(send(open.client(stranger), person.id(), id, CALLBACK))).startsWith("403 ");
    assertThat(told(send(open.client(stranger), "me", id, CALLBACK)))
        .isEqualTo("404 Contact channel not found");
    assertThat(told(send(open.client(person), "me", UUID.randomUUID().toString(), CALLBACK)))
        .isEqualTo("404 Contact channel not found");
    assertThat(told(send(open.server(), person.id(), id, CALLBACK)))
        .isEqualTo("200 {\"success\":true}");
    assertThat(told(verify(open.code(second, SUBJECT)))).isEqualTo("200 {\"success\":true}");

    assertThat(
            ok(open.client(person).get(CHANNELS + "/me/" + id)).path("is_verified").booleanValue())
        .isTrue();
    assertThat(open.user(person.id()).path("primary_email_verified").booleanValue()).isFalse();
    open.assertRowIsTheUser(person.id());
  }

  @Test
  void a_link_does_not_verify_an_address_that_took_the_places_of_its_own() {
    Person person = open.signUp();
    String code = open.code(person.email(), SUBJECT);
    ok(
        open.server()
            .with("content-type", "application/json")
            .send(
                "PATCH", "/api/v1/users/" + person.id(), json("primary_email", Wire.freshEmail())));

    assertThat(told(verify(code))).startsWith("404 [VERIFICATION_CODE_NOT_FOUND]");
    assertThat(open.user(person.id()).path("primary_email_verified").booleanValue()).isFalse();
  }

  @Test
  void of_many_who_use_one_link_one_succeeds() throws Exception {
    Person person = open.signUp();
    String code = open.code(person.email(), SUBJECT);

    List<String> answers = Wire.kinds(Wire.race(() -> verify(code)));

    assertThat(answers).filteredOn("200"::equals).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> !answer.equals("200"))
        .containsOnly(
            "409 VERIFICATION_CODE_ALREADY_USED", "400 VERIFICATION_CODE_MAX_ATTEMPTS_REACHED");
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
  }

  private HttpResponse<String> sendOwn(Person person, String email, String callback) {
    return open.client(person).post(SEND, json("email", email, "callback_url", callback));
  }

  private static HttpResponse<String> send(
      StackCaller caller, String user, String channel, String callback) {
    return caller.post(
        CHANNELS + "/" + user + "/" + channel + "/send-verification-code",
        json("callback_url", callback));
  }

  private HttpResponse<String> verify(String code) {
    return open.client().post(VERIFY, json("code", code));
  }

  private String channel(Person person) {
    return ok(open.client(person).get(CHANNELS + "?user_id=me"))
        .path("items")
        .get(0)
        .path("id")
        .stringValue();
  }
}

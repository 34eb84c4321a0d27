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
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Signing in by mail: with the link, or with the six characters that a person copies.
class OtpWireTest {
  private static final String SEND = "/api/v1/auth/otp/send-sign-in-code";
  private static final String SIGN_IN = "/api/v1/auth/otp/sign-in";
  private static final Pattern OTP = Pattern.compile("^[A-Z0-9]{6}$", Pattern.MULTILINE);

  private final Wire open = Wire.to(Project.OPEN);
  private final Wire closed = Wire.to(Project.CLOSED);
  private final Wire bare = Wire.to(Project.BARE);

  @Test
  void who_is_new_gets_an_account_by_link() throws Exception {
    String email = Wire.freshEmail();
    JsonNode sent = ok(send(open, email, CALLBACK));
    JsonNode mail = open.mail(email, "Sign in to Open: Your code is ");
    String code = open.code(email, "Sign in");

    JsonNode answer = ok(signIn(code));

    String id = answer.path("user_id").stringValue();
    assertThat(sent.propertyNames()).containsExactly("nonce");
    assertThat(sent.path("nonce").stringValue()).isEqualTo(code.substring(6));
    assertThat(mail.path("subject").stringValue())
        .isEqualTo("Sign in to Open: Your code is " + otp(mail));
    assertThat(mail.path("body").path("text").stringValue()).contains(CALLBACK + "?code=" + code);
    assertThat(answer.propertyNames())
        .containsExactlyInAnyOrder("access_token", "refresh_token", "is_new_user", "user_id");
    assertThat(answer.path("is_new_user").booleanValue()).isTrue();
    JsonNode user = open.user(id);
    assertThat(user.path("primary_email").stringValue()).isEqualTo(email);
    assertThat(user.path("primary_email_verified").booleanValue()).isTrue();
    assertThat(user.path("otp_auth_enabled").booleanValue()).isTrue();
    assertThat(user.path("has_password").booleanValue()).isFalse();
    open.assertRowIsTheUser(id);
    assertThat(open.row(id, "updated_at is null")).isEqualTo("t");
    assertThat(open.changes(id)).containsExactly("user.created");
  }

  @Test
  void what_a_person_copies_and_what_the_browser_keeps_are_the_code() {
    String email = Wire.freshEmail();
    String nonce = ok(send(open, email, CALLBACK)).path("nonce").stringValue();
    String code = otp(open.mail(email, "Sign in")) + nonce;

    assertThat(told(open.client().post(SIGN_IN + "/check-code", json("code", code))))
        .isEqualTo("200 {\"is_code_valid\":true}");
    assertThat(ok(signIn(code)).path("is_new_user").booleanValue()).isTrue();
    assertThat(told(signIn(code))).startsWith("409 [VERIFICATION_CODE_ALREADY_USED]");
    assertThat(told(signIn(code.toLowerCase(Locale.ROOT))))
        .startsWith("409 [VERIFICATION_CODE_ALREADY_USED]");
  }

  @Test
  void who_has_a_verified_address_signs_in_and_may_do_so_from_then_on() throws Exception {
    Person person = open.made();
    ok(send(open, person.email().toUpperCase(Locale.ROOT), CALLBACK));

    JsonNode answer = ok(signIn(open.code(person.email(), "Sign in")));

    assertThat(answer.path("user_id").stringValue()).isEqualTo(person.id());
    assertThat(answer.path("is_new_user").booleanValue()).isFalse();
    assertThat(open.user(person.id()).path("otp_auth_enabled").booleanValue()).isTrue();
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
  }

  @Test
  void a_link_never_opens_an_account_whose_address_nobody_proved() {
    Person unverified = open.signUp();
    String later = Wire.freshEmail();
    ok(send(open, later, CALLBACK));
    ok(
        open.client()
            .post(
                "/api/v1/auth/password/sign-up",
                json(
                    "email", later,
                    "password", Wire.PASSWORD,
                    "verification_callback_url", CALLBACK)));

    assertThat(told(send(open, unverified.email(), CALLBACK))).isEqualTo(taken(unverified.email()));
    assertThat(told(signIn(open.code(later, "Sign in")))).isEqualTo(taken(later));
  }

  @Test
  void a_project_decides_who_may_come_by_mail() {
    assertThat(told(send(bare, Wire.freshEmail(), CALLBACK)))
        .isEqualTo("403 Magic link is not enabled for this project");
    assertThat(told(send(closed, Wire.freshEmail(), "https://app.example.com/cb")))
        .startsWith("400 [SIGN_UP_NOT_ENABLED]");
    ok(send(closed, closed.made().email(), "https://app.example.com/cb"));
    assertThat(told(send(closed, Wire.freshEmail(), CALLBACK)))
        .startsWith("400 [REDIRECT_URL_NOT_WHITELISTED]");
    assertThat(told(send(open, "a@gmail", CALLBACK)))
        .contains("400 [SCHEMA_ERROR]", "body.email must match the following");
    assertThat(told(signIn("0".repeat(45)))).startsWith("404 [VERIFICATION_CODE_NOT_FOUND]");
  }

  @Test
  void of_many_who_use_one_link_one_is_signed_in() throws Exception {
    String email = Wire.freshEmail();
    ok(send(open, email, CALLBACK));
    String code = open.code(email, "Sign in");

    List<HttpResponse<String>> answers = Wire.race(() -> signIn(code));

    assertThat(Wire.kinds(answers)).filteredOn("200"::equals).hasSize(1);
    assertThat(Wire.kinds(answers))
        .filteredOn(answer -> !answer.equals("200"))
        .containsOnly(
            "409 VERIFICATION_CODE_ALREADY_USED", "400 VERIFICATION_CODE_MAX_ATTEMPTS_REACHED");
  }

  private static String otp(JsonNode mail) {
    Matcher otp = OTP.matcher(mail.path("body").path("text").stringValue());
    assertThat(otp.find()).isTrue();
    return otp.group();
  }

  private static String taken(String email) {
    return "409 [USER_EMAIL_ALREADY_EXISTS] {\"code\":\"USER_EMAIL_ALREADY_EXISTS\",\"details\":"
        + "{\"email\":\"X\"},\"error\":\"A user with email \\\"X\\\" already exists.\"}"
            .replace("X", email);
  }

  private static HttpResponse<String> send(Wire wire, String email, String callback) {
    return wire.client().post(SEND, json("email", email, "callback_url", callback));
  }

  private HttpResponse<String> signIn(String code) {
    return open.client().post(SIGN_IN, json("code", code));
  }
}

package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.CALLBACK;
import static dev.rollcall.api.stack.Wire.PASSWORD;
import static dev.rollcall.api.stack.Wire.json;
import static dev.rollcall.api.stack.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A forgotten password, and the codes that come by mail.
class PasswordResetWireTest {
  private static final String SIGN_IN = "/api/v1/auth/password/sign-in";
  private static final String SEND = "/api/v1/auth/password/send-reset-code";
  private static final String RESET = "/api/v1/auth/password/reset";
  private static final String CHECK = "/api/v1/auth/password/reset/check-code";
  private static final String OTHER = "another horse battery";

  private static final String MISMATCH =
      "400 [EMAIL_PASSWORD_MISMATCH]"
          + " {\"code\":\"EMAIL_PASSWORD_MISMATCH\",\"error\":\"Wrong e-mail or password.\"}";
  private static final String DISABLED =
      "400 [PASSWORD_AUTHENTICATION_NOT_ENABLED] {\"code\":\"PASSWORD_AUTHENTICATION_NOT_ENABLED\","
          + "\"error\":\"Password authentication is not enabled for this project.\"}";
  private static final String TOO_SHORT =
      "400 [PASSWORD_TOO_SHORT] {\"code\":\"PASSWORD_TOO_SHORT\",\"details\":{\"min_length\":8},"
          + "\"error\":\"Password too short. Minimum length is 8.\"}";
  private static final String USED =
      "409 [VERIFICATION_CODE_ALREADY_USED] {\"code\":\"VERIFICATION_CODE_ALREADY_USED\","
          + "\"error\":\"The verification link has already been used.\"}";

  private final Wire open = Wire.to(Project.OPEN);
  private final Wire closed = Wire.to(Project.CLOSED);
  private final Wire bare = Wire.to(Project.BARE);

  @Test
  void a_forgotten_password_is_replaced_by_mail_and_ends_all_sessions() throws Exception {
    Person person = open.signUp();
    String maybe = "200 {\"success\":\"maybe, only if user with e-mail exists\"}";
    assertThat(told(send(person.email()))).isEqualTo(maybe);
    assertThat(told(send(Wire.freshEmail()))).isEqualTo(maybe);
    String code = open.code(person.email(), "Reset your password at Open");

    assertThat(told(open.client().post(CHECK, json("code", code))))
        .isEqualTo("200 {\"is_code_valid\":true}");
    assertThat(told(reset(code, "x"))).isEqualTo(TOO_SHORT);
    assertThat(told(reset(code.toUpperCase(java.util.Locale.ROOT), OTHER)))
        .isEqualTo("200 {\"success\":true}");

    assertThat(told(reset(code, PASSWORD))).isEqualTo(USED);
    assertThat(told(open.client().post(CHECK, json("code", code)))).isEqualTo(USED);
    assertThat(open.isGood(person)).isFalse();
    assertThat(told(signIn(open, person.email(), PASSWORD))).isEqualTo(MISMATCH);
    ok(signIn(open, person.email(), OTHER));
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
  }

  @Test
  void codes_that_are_wrong_old_or_worn_are_told_apart() throws Exception {
    Person person = open.signUp();
    ok(send(person.email()));
    String code = open.code(person.email(), "Reset");
    String guess = "000000" + code.substring(6);

    assertThat(told(reset("short", OTHER)))
        .isEqualTo(mistakes(RESET, "body.code must be exactly 45 characters"));
    assertThat(told(reset("0".repeat(45), OTHER)))
        .isEqualTo(
            "404 [VERIFICATION_CODE_NOT_FOUND] {\"code\":\"VERIFICATION_CODE_NOT_FOUND\",\"error\":"
                + "\"The verification code does not exist for this project.\"}");
    assertThat(told(closed.client().post(CHECK, json("code", code))))
        .startsWith("404 [VERIFICATION_CODE_NOT_FOUND]");
    assertThat(told(open.client().post("/api/v1/contact-channels/verify", json("code", code))))
        .startsWith("404 [VERIFICATION_CODE_NOT_FOUND]");
    open.provider()
        .update(
            Project.OPEN,
            "update rollcall_auth.code set expires_at = now() where account = ? and type = ?",
            UUID.fromString(person.id()),
            "reset_password");
    assertThat(told(reset(code, OTHER)))
        .isEqualTo(
            "400 [VERIFICATION_CODE_EXPIRED] {\"code\":\"VERIFICATION_CODE_EXPIRED\",\"error\":"
                + "\"The verification code has expired.\"}");
    for (int number = 0; number < 20; number++) {
      open.client().post(CHECK, json("code", guess));
    }
    assertThat(told(reset(code, OTHER)))
        .isEqualTo(
            "400 [VERIFICATION_CODE_MAX_ATTEMPTS_REACHED] {\"code\":"
                + "\"VERIFICATION_CODE_MAX_ATTEMPTS_REACHED\",\"error\":\"The verification code nonce"
                + " has reached the maximum number of attempts. This code is not valid anymore.\"}");
  }

  @Test
  void what_is_wrong_with_a_reset_is_told() {
    assertThat(told(bare.client().post(SEND, json("email", "a@b.cd", "callback_url", CALLBACK))))
        .isEqualTo(DISABLED);
    assertThat(told(open.client().post(SEND, json("email", "a@b.cd", "callback_url", "x y"))))
        .contains("400 [SCHEMA_ERROR]", "body.callback_url contains spaces");
    assertThat(
            told(
                open.client()
                    .post(
                        SEND,
                        json("email", open.made().email(), "callback_url", "https://evil.x/"))))
        .startsWith("400 [REDIRECT_URL_NOT_WHITELISTED]");
  }

  @Tag("slow")
  @Test
  void of_many_who_use_one_link_one_succeeds() throws Exception {
    Person person = open.signUp();
    ok(send(person.email()));
    String code = open.code(person.email(), "Reset");

    List<String> answers = Wire.kinds(Wire.race(() -> reset(code, OTHER)));

    assertThat(answers).filteredOn("200"::equals).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> !answer.equals("200"))
        .containsOnly(
            "409 VERIFICATION_CODE_ALREADY_USED", "400 VERIFICATION_CODE_MAX_ATTEMPTS_REACHED");
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
  }

  private static HttpResponse<String> signIn(Wire wire, String email, String password) {
    return wire.client().post(SIGN_IN, json("email", email, "password", password));
  }

  private HttpResponse<String> send(String email) {
    return open.client().post(SEND, json("email", email, "callback_url", CALLBACK));
  }

  private HttpResponse<String> reset(String code, String password) {
    return open.client().post(RESET, json("code", code, "password", password));
  }

  private static String mistakes(String path, String... each) {
    return Wire.mistakes("POST", path, each);
  }
}

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Signing up and in with a password, changing it and forgetting it, as browsers ask for it.
class PasswordWireTest {
  private static final String SIGN_UP = "/api/v1/auth/password/sign-up";
  private static final String SIGN_IN = "/api/v1/auth/password/sign-in";
  private static final String UPDATE = "/api/v1/auth/password/update";
  private static final String SET = "/api/v1/auth/password/set";
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
  private static final String TOO_LONG =
      "400 [PASSWORD_TOO_LONG] {\"code\":\"PASSWORD_TOO_LONG\",\"details\":{\"maxLength\":70},"
          + "\"error\":\"Password too long. Maximum length is 70.\"}";
  private final Wire open = Wire.to(Project.OPEN);
  private final Wire closed = Wire.to(Project.CLOSED);
  private final Wire bare = Wire.to(Project.BARE);

  @Test
  void who_signs_up_is_signed_in_and_has_a_row_and_a_mail() throws Exception {
    String email = Wire.freshEmail();

    JsonNode answer = ok(signUp(open, email, PASSWORD, CALLBACK));

    String id = answer.path("user_id").stringValue();
    assertThat(answer.propertyNames())
        .containsExactlyInAnyOrder("access_token", "refresh_token", "user_id");
    assertThat(answer.path("refresh_token").stringValue()).matches("[0-9a-z]{45}");
    assertThat(ok(open.client(Wire.person(email, answer)).get("/api/v1/users/me")).path("id"))
        .isEqualTo(answer.path("user_id"));
    open.assertRowIsTheUser(id);
    assertThat(open.row(id, "updated_at is null")).isEqualTo("t");
    assertThat(open.changes(id)).containsExactly("user.created");
    assertThat(open.mail(email, "Verify").path("subject").stringValue())
        .isEqualTo("Verify your email at Open");
  }

  @Test
  void what_is_wrong_with_a_sign_up_is_told_in_order() {
    String email = Wire.freshEmail();
    String untrusted = "https://evil.example/cb";

    assertThat(told(open.client().post(SIGN_UP, "{}")))
        .isEqualTo(
            mistakes(SIGN_UP, "body.email must be defined", "body.password must be defined"));
    assertThat(told(signUp(open, "a@localhost", PASSWORD, CALLBACK)))
        .contains("400 [SCHEMA_ERROR]", "body.email must match the following");
    assertThat(told(signUp(open, "a@gmail", PASSWORD, CALLBACK)))
        .contains("400 [SCHEMA_ERROR]", "body.email must match the following");
    assertThat(told(open.client().post(SIGN_UP, json("email", email, "password", "x", "a", "b"))))
        .isEqualTo(mistakes(SIGN_UP, "body contains unknown properties: a"));
    assertThat(told(signUp(bare, email, "x", untrusted))).isEqualTo(DISABLED);
    assertThat(told(signUp(open, email, "x", untrusted)))
        .startsWith("400 [REDIRECT_URL_NOT_WHITELISTED]")
        .endsWith(
            "\"error\":\"Redirect URL not whitelisted. Did you forget to add this domain to the"
                + " trusted domains list on the Stack Auth dashboard?\"}");
    assertThat(told(signUp(closed, email, "x", "https://app.example.com/x"))).isEqualTo(TOO_SHORT);
    assertThat(told(signUp(open, email, "x".repeat(7), CALLBACK))).isEqualTo(TOO_SHORT);
    assertThat(told(signUp(open, email, "x".repeat(71), CALLBACK))).isEqualTo(TOO_LONG);
    assertThat(told(signUp(closed, email, PASSWORD, "https://app.example.com/x")))
        .isEqualTo(
            "400 [SIGN_UP_NOT_ENABLED] {\"code\":\"SIGN_UP_NOT_ENABLED\",\"error\":\"Creation of new"
                + " accounts is not enabled for this project. Please ask the project owner to"
                + " enable it.\"}");
  }

  @Test
  void an_address_is_taken_in_any_case() {
    Person first = open.signUp();
    String shouted = first.email().toUpperCase(java.util.Locale.ROOT);

    assertThat(told(signUp(open, shouted, OTHER, CALLBACK)))
        .isEqualTo(
            "409 [USER_EMAIL_ALREADY_EXISTS] {\"code\":\"USER_EMAIL_ALREADY_EXISTS\",\"details\":"
                + "{\"email\":\"X\"},\"error\":\"A user with email \\\"X\\\" already exists.\"}"
                    .replace("X", shouted));
  }

  @Test
  void a_password_opens_its_account_only() throws Exception {
    Person person = open.signUp();

    JsonNode answer = ok(signIn(open, person.email().toUpperCase(java.util.Locale.ROOT), PASSWORD));

    assertThat(answer.propertyNames())
        .containsExactlyInAnyOrder("access_token", "refresh_token", "user_id");
    assertThat(answer.path("user_id").stringValue()).isEqualTo(person.id());
    assertThat(told(signIn(open, person.email(), OTHER))).isEqualTo(MISMATCH);
    assertThat(told(signIn(open, Wire.freshEmail(), PASSWORD))).isEqualTo(MISMATCH);
    assertThat(told(signIn(open, open.made().email(), PASSWORD))).isEqualTo(MISMATCH);
    assertThat(told(signIn(closed, person.email(), PASSWORD))).isEqualTo(MISMATCH);
    assertThat(told(signIn(bare, person.email(), PASSWORD))).isEqualTo(DISABLED);
    assertThat(told(signIn(open, "nobody", PASSWORD)))
        .isEqualTo(mistakes(SIGN_IN, "body.email must be a valid email"));
    assertThat(open.changes(person.id())).containsExactly("user.created");
  }

  @Test
  void a_changed_password_ends_all_other_sessions() throws Exception {
    Person person = open.signUp();
    Person elsewhere = open.signIn(person.email(), PASSWORD);

    HttpResponse<String> answer =
        open.client(person)
            .with("x-stack-refresh-token", person.refresh())
            .post(UPDATE, json("old_password", PASSWORD, "new_password", OTHER));

    assertThat(told(answer)).isEqualTo("200 {\"success\":true}");
    assertThat(open.isGood(person)).isTrue();
    assertThat(open.isGood(elsewhere)).isFalse();
    assertThat(told(signIn(open, person.email(), PASSWORD))).isEqualTo(MISMATCH);
    ok(signIn(open, person.email(), OTHER));
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
  }

  @Test
  void a_password_is_not_changed_for_just_anybody() throws Exception {
    Person person = open.signUp();
    Person without = open.made();
    StackCaller caller = open.client(person);

    assertThat(told(caller.post(UPDATE, json("old_password", OTHER, "new_password", OTHER))))
        .isEqualTo(
            "400 [PASSWORD_CONFIRMATION_MISMATCH] {\"code\":\"PASSWORD_CONFIRMATION_MISMATCH\","
                + "\"error\":\"Passwords do not match.\"}");
    assertThat(told(caller.post(UPDATE, json("old_password", PASSWORD, "new_password", "x"))))
        .isEqualTo(TOO_SHORT);
    assertThat(
            told(
                open.client(without)
                    .post(UPDATE, json("old_password", PASSWORD, "new_password", OTHER))))
        .isEqualTo(
            "400 [USER_DOES_NOT_HAVE_PASSWORD] {\"code\":\"USER_DOES_NOT_HAVE_PASSWORD\","
                + "\"error\":\"This user does not have password authentication enabled.\"}");
    assertThat(
            told(open.client().post(UPDATE, json("old_password", PASSWORD, "new_password", OTHER))))
        .isEqualTo(mistakes(UPDATE, "auth.user must be defined"));
    assertThat(told(caller.post(SET, json("password", OTHER))))
        .isEqualTo("400 User already has a password set.");
    assertThat(open.changes(person.id())).containsExactly("user.created");
  }

  @Test
  void who_has_no_password_sets_one() throws Exception {
    Person person = open.made();

    assertThat(told(open.client(person).post(SET, json("password", PASSWORD))))
        .isEqualTo("200 {\"success\":true}");

    ok(signIn(open, person.email(), PASSWORD));
    assertThat(open.user(person.id()).path("has_password").booleanValue()).isTrue();
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.updated");
  }

  @Tag("slow")
  @Test
  void of_many_who_sign_up_with_one_address_one_gets_it() throws Exception {
    String email = Wire.freshEmail();

    List<String> answers = Wire.kinds(Wire.race(() -> signUp(open, email, PASSWORD, CALLBACK)));

    assertThat(answers).filteredOn("200"::equals).hasSize(1);
    assertThat(answers).filteredOn("409 USER_EMAIL_ALREADY_EXISTS"::equals).hasSize(63);
    assertThat(
            open.provider()
                .strings(
                    Project.OPEN, "select id from neon_auth.users_sync where email = ?", email))
        .hasSize(1);
  }

  private static HttpResponse<String> signUp(
      Wire wire, String email, String password, String callback) {
    return wire.client()
        .post(
            SIGN_UP,
            json("email", email, "password", password, "verification_callback_url", callback));
  }

  private static HttpResponse<String> signIn(Wire wire, String email, String password) {
    return wire.client().post(SIGN_IN, json("email", email, "password", password));
  }

  private static String mistakes(String path, String... each) {
    return Wire.mistakes("POST", path, each);
  }
}

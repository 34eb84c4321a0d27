package dev.rollcall.api.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.json.Json;
import dev.rollcall.testing.RunningProvider;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// An application at one project of the running provider, and what it sees.
record Wire(RunningProvider provider, Project project) {
  static final String CALLBACK = "http://localhost:3000/handler/email-verification";
  static final String PASSWORD = "correct horse battery";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Pattern CODE = Pattern.compile("[?&]code=([0-9a-z]{45})");

  /// A user as the application's browser knows one.
  record Person(String id, String email, String access, String refresh) {}

  static Wire to(Project project) {
    return new Wire(RunningProvider.get(), project);
  }

  /// Without any header of the protocol.
  StackCaller bare() {
    return new StackCaller(HTTP, provider.url().getPort(), List.of());
  }

  private StackCaller as(String access, String header, String kind) {
    return bare()
        .with("x-stack-project-id", project.id())
        .with("x-stack-access-type", access)
        .with(header, project.key(kind));
  }

  StackCaller client() {
    return as("client", "x-stack-publishable-client-key", "pck");
  }

  /// A browser in which somebody is signed in.
  StackCaller client(Person person) {
    return client().with("x-stack-access-token", person.access());
  }

  StackCaller server() {
    return as("server", "x-stack-secret-server-key", "ssk");
  }

  StackCaller admin() {
    return as("admin", "x-stack-super-secret-admin-key", "sak");
  }

  static String freshEmail() {
    return "u" + UUID.randomUUID().toString().replace("-", "") + "@example.com";
  }

  /// Somebody who has just signed up with a password.
  Person signUp() {
    String email = freshEmail();
    return person(
        email,
        ok(
            client()
                .post(
                    "/api/v1/auth/password/sign-up",
                    json(
                        "email",
                        email,
                        "password",
                        PASSWORD,
                        "verification_callback_url",
                        CALLBACK))));
  }

  /// Somebody whom the server made, with a verified address and no password, and who is signed in.
  Person made() {
    String email = freshEmail();
    JsonNode user =
        json(
            server()
                .post(
                    "/api/v1/users",
                    """
                    {"primary_email": "%s", "primary_email_verified": true,
                     "primary_email_auth_enabled": true}
                    """
                        .formatted(email)));
    return session(user.path("id").stringValue(), email);
  }

  /// A further session of a user.
  Person session(String id, String email) {
    JsonNode tokens = ok(server().post("/api/v1/auth/sessions", json("user_id", id)));
    return new Person(
        id,
        email,
        tokens.path("access_token").stringValue(),
        tokens.path("refresh_token").stringValue());
  }

  Person signIn(String email, String password) {
    return person(
        email,
        ok(
            client()
                .post(
                    "/api/v1/auth/password/sign-in", json("email", email, "password", password))));
  }

  static Person person(String email, JsonNode answer) {
    return new Person(
        answer.path("user_id").stringValue(),
        email,
        answer.path("access_token").stringValue(),
        answer.path("refresh_token").stringValue());
  }

  /// The refresh grant, worded as the SDKs word it.
  HttpResponse<String> grant(String refreshToken) {
    return bare()
        .with("content-type", "application/x-www-form-urlencoded;charset=UTF-8")
        .send(
            "POST",
            "/api/v1/auth/oauth/token",
            "refresh_token="
                + refreshToken
                + "&grant_type=refresh_token&client_id="
                + project.id()
                + "&client_secret="
                + project.key("pck"));
  }

  /// Whether a refresh token is good.
  boolean isGood(Person person) {
    return grant(person.refresh()).statusCode() == 200;
  }

  JsonNode user(String id) {
    return ok(server().get("/api/v1/users/" + id));
  }

  /// The whole JSON of a good answer.
  static JsonNode ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.MAPPER.readTree(response.body());
  }

  /// An object of texts.
  static String json(String... namesAndValues) {
    var object = Json.MAPPER.createObjectNode();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      object.put(namesAndValues[index], namesAndValues[index + 1]);
    }
    return object.toString();
  }

  /// The last mail to an address with such a subject, once it has come.
  JsonNode mail(String email, String subject) {
    String mailbox = "/api/v1/mailbox/" + email.substring(0, email.indexOf('@'));
    String id =
        await()
            .until(
                () -> {
                  String last = "";
                  for (JsonNode mail : ok(bare().get(mailbox))) {
                    if (mail.path("subject").stringValue().startsWith(subject)) {
                      last = mail.path("id").stringValue();
                    }
                  }
                  return last;
                },
                found -> !found.isEmpty());
    return ok(bare().get(mailbox + "/" + id));
  }

  /// The code in the last such mail.
  String code(String email, String subject) {
    Matcher code = CODE.matcher(mail(email, subject).path("body").path("text").stringValue());
    assertThat(code.find()).isTrue();
    return code.group(1);
  }

  /// Compares the user's row with what the API says: they are the same.
  void assertRowIsTheUser(String id) throws SQLException {
    JsonNode user = user(id);
    assertThat(
            provider
                .strings(
                    project,
                    "select raw_json from neon_auth.users_sync where id = ? and deleted_at is null",
                    id)
                .stream()
                .map(Json.MAPPER::readTree))
        .containsExactly(user);
    assertThat(
            row(
                id,
                "concat_ws('|', coalesce(name, 'null'), coalesce(email, 'null'),"
                    + " trunc(extract(epoch from created_at) * 1000)::bigint)"))
        .isEqualTo(
            text(user, "display_name")
                + "|"
                + text(user, "primary_email")
                + "|"
                + user.path("signed_up_at_millis").longValue());
  }

  private static String text(JsonNode user, String name) {
    return user.path(name).isNull() ? "null" : user.path(name).stringValue();
  }

  /// One value of the user's row.
  String row(String id, String expression) throws SQLException {
    return provider
        .strings(project, "select " + expression + " from neon_auth.users_sync where id = ?", id)
        .getFirst();
  }

  /// The changes that the feed tells of a user, the oldest first.
  List<String> changes(String id) throws SQLException {
    return provider.strings(
        project, "select type from rollcall.change where user_id = ? order by appended", id);
  }

  /// What 64 callers get who do the same at the same time.
  static List<HttpResponse<String>> race(Callable<HttpResponse<String>> call)
      throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> calls = new ArrayList<>();
      for (int number = 0; number < 64; number++) {
        calls.add(
            threads.submit(() -> {
              start.await();
              return call.call();
            }));
      }
      start.countDown();
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> one : calls) {
        answers.add(one.get());
      }
      return answers;
    }
  }

  /// How many answers are which, told as status and code.
  static List<String> kinds(List<HttpResponse<String>> answers) {
    return answers.stream()
        .map(answer ->
            answer.statusCode()
                + answer
                    .headers()
                    .firstValue("x-stack-known-error")
                    .map(code -> " " + code)
                    .orElse(""))
        .toList();
  }

  /// What is told of a request that is not as it should be.
  static String mistakes(String method, String path, String... each) {
    String text =
        "Request validation failed on "
            + method
            + " "
            + path
            + ":\\n  - "
            + String.join("\\n  - ", each);
    return "400 [SCHEMA_ERROR] {\"code\":\"SCHEMA_ERROR\",\"details\":{\"message\":\""
        + text
        + "\"},\"error\":\""
        + text
        + "\"}";
  }
}

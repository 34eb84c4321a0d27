package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.http.HttpDoor;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StackDoorTest {
  private static final String WRONG = "/api/v1/wrong";

  private final HttpDoor door =
      new HttpDoor(
          "localhost",
          0,
          routing ->
              routing.register(
                  "/api/v1",
                  new StackDoor(
                      new FakeProjects(),
                      new Random(1),
                      List.of(StackDoorTest::addTo, new MiscRoutes(), new PaymentRoutes()))));

  private static void addTo(StackRoutes routes) {
    routes.get("/wrong", Access.NONE, _ -> KnownError.EMAIL_PASSWORD_MISMATCH);
    routes.get("/forbidden", Access.NONE, _ -> StackAnswer.plainError(403, "Nö."));
    routes.get(
        "/broken",
        Access.NONE,
        _ -> {
          throw new IllegalStateException("a secret detail");
        });
    routes.get("/users/me", Access.NONE, _ -> StackAnswer.ok("myself"));
    routes.get("/users/{id}", Access.NONE, request -> StackAnswer.ok(request.parameter("id")));
    routes.delete("/users/{id}", Access.NONE, _ -> StackAnswer.success());
    routes.get("/profile", Access.NONE, request -> StackAnswer.ok(request.profile().name()));
    routes.get("/cookie", Access.NONE, request -> StackAnswer.ok(request.cookie("b").orElse("-")));
    routes.get(
        "/away",
        Access.NONE,
        _ ->
            new Redirect(
                307,
                "https://example.com/",
                List.of(
                    new ExtraHeader("set-cookie", "a=1"), new ExtraHeader("set-cookie", "b=2"))));
  }

  @BeforeEach
  void start() {
    door.start();
  }

  @AfterEach
  void stop() {
    door.stop();
  }

  private StackCaller caller() {
    return StackCaller.to(door.port());
  }

  private static String header(HttpResponse<?> response, String name) {
    return String.join(" | ", response.headers().allValues(name));
  }

  @Test
  void an_answer_carries_the_headers_of_the_protocol_and_no_others() {
    HttpResponse<String> answer = caller().get(WRONG);

    assertThat(answer.headers().map().keySet())
        .containsExactlyInAnyOrder(
            "access-control-allow-origin",
            "access-control-expose-headers",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "date",
            "x-stack-known-error",
            "x-stack-request-id");
    assertThat(header(answer, "content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store, max-age=0");
    assertThat(header(answer, "access-control-allow-origin")).isEqualTo("*");
    assertThat(header(answer, "access-control-expose-headers"))
        .isEqualTo("content-type, x-stack-actual-status, x-stack-known-error");
    assertThat(header(answer, "x-stack-request-id"))
        .matches("[0-9a-f]{24}")
        .isNotEqualTo(header(caller().get(WRONG), "x-stack-request-id"));
  }

  @Test
  void an_error_travels_under_200_where_the_caller_asks_for_it() {
    StackCaller masked = caller().with("x-stack-override-error-status", "true");

    HttpResponse<String> known = masked.get(WRONG);
    HttpResponse<String> plain = masked.get("/api/v1/forbidden");
    HttpResponse<String> fine = masked.get("/api/v1/profile");

    assertThat(told(known))
        .isEqualTo(
            "200 [EMAIL_PASSWORD_MISMATCH] {\"code\":\"EMAIL_PASSWORD_MISMATCH\",\"error\":\"Wrong"
                + " e-mail or password.\"}");
    assertThat(header(known, "x-stack-actual-status")).isEqualTo("400");
    assertThat(told(plain)).isEqualTo("200 Nö.");
    assertThat(header(plain, "x-stack-actual-status")).isEqualTo("403");
    assertThat(header(plain, "content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(header(fine, "x-stack-actual-status")).isEmpty();
    assertThat(header(masked.get("/api/v1/nowhere"), "x-stack-actual-status")).isEqualTo("404");
    assertThat(header(masked.get("/api/v1/broken"), "x-stack-actual-status")).isEqualTo("500");
    assertThat(header(masked.get("/api/v1/away"), "x-stack-actual-status")).isEmpty();
  }

  @Test
  void without_that_header_the_status_is_the_status() {
    assertThat(told(caller().get("/api/v1/forbidden"))).isEqualTo("403 Nö.");
    assertThat(told(caller().get("/api/v1/nowhere"))).isEqualTo("404 There is no such endpoint.");
    assertThat(told(caller().get("/api/v1/broken")))
        .isEqualTo("500 Something went wrong on our side.");
  }

  @Test
  void a_preflight_is_answered_at_any_path() {
    for (String path : List.of("/api/v1", "/api/v1/wrong", "/api/v1/nowhere/at/all")) {
      HttpResponse<String> answer =
          caller()
              .with("access-control-request-headers", "X-Stack-New, x hostile, (x), x-own")
              .send("OPTIONS", path, "");

      assertThat(told(answer)).isEqualTo("200 ");
      assertThat(header(answer, "access-control-allow-origin")).isEqualTo("*");
      assertThat(header(answer, "access-control-max-age")).isEqualTo("86400");
      assertThat(header(answer, "access-control-allow-methods"))
          .isEqualTo("GET, POST, PUT, PATCH, DELETE, OPTIONS");
      assertThat(header(answer, "access-control-allow-headers"))
          .startsWith("content-type, authorization, x-stack-override-error-status, ")
          .endsWith(", x-vercel-protection-bypass, x-stack-new, x-own");
    }
  }

  @Test
  void the_newest_sdks_speak_with_other_names_and_are_answered_with_both() {
    HttpResponse<String> answer =
        caller()
            .with("x-hexclave-override-error-status", "true")
            .with("x-hexclave-client-version", "js @stackframe/js@2.8.108")
            .get(WRONG);

    assertThat(told(answer)).startsWith("200 [EMAIL_PASSWORD_MISMATCH]");
    for (String name : List.of("known-error", "actual-status", "request-id")) {
      assertThat(header(answer, "x-hexclave-" + name))
          .isNotEmpty()
          .isEqualTo(header(answer, "x-stack-" + name));
    }
    assertThat(header(answer, "access-control-expose-headers"))
        .isEqualTo(
            "content-type, x-stack-actual-status, x-stack-known-error, x-hexclave-actual-status,"
                + " x-hexclave-known-error");
  }

  @Test
  void a_caller_with_the_new_names_is_recognised_by_its_keys() {
    HttpResponse<String> answer =
        caller()
            .with("x-hexclave-access-type", "client")
            .with("x-hexclave-project-id", "p1")
            .with("x-hexclave-publishable-client-key", "key-client")
            .get("/api/v1/teams");

    assertThat(told(answer)).isEqualTo("200 {\"items\":[],\"is_paginated\":false}");
  }

  @Test
  void the_generation_of_an_sdk_shows_in_its_version() {
    assertThat(told(caller().get("/api/v1/profile"))).isEqualTo("200 \"JUNE_2025\"");
    assertThat(
            List.of("2.6.8", "2.8.16", "2.8.40", "2.8.41", "2.8.102", "2.8.108", "3.0.0", "x")
                .stream()
                .map(version -> profile("x-stack-client-version", version)))
        .containsExactly(
            "\"JUNE_2025\"",
            "\"JUNE_2025\"",
            "\"JUNE_2025\"",
            "\"TYPED\"",
            "\"TYPED\"",
            "\"HEXCLAVE\"",
            "\"HEXCLAVE\"",
            "\"JUNE_2025\"");
    assertThat(profile("x-hexclave-client-version", "2.8.108")).isEqualTo("\"HEXCLAVE\"");
  }

  private String profile(String header, String version) {
    return caller().with(header, "js @stackframe/stack@" + version).get("/api/v1/profile").body();
  }

  @Test
  void json_is_printed_for_people_only() {
    assertThat(caller().with("accept", "text/html,*/*").get(WRONG).body())
        .isEqualTo(
            """
            {
              "code" : "EMAIL_PASSWORD_MISMATCH",
              "error" : "Wrong e-mail or password."
            }\
            """);
  }

  @Test
  void a_literal_segment_counts_before_a_parameter() {
    assertThat(told(caller().get("/api/v1/users/me"))).isEqualTo("200 \"myself\"");
    assertThat(told(caller().get("/api/v1/users/you/"))).isEqualTo("200 \"you\"");
    assertThat(told(caller().get("/api/v1/users/a%2Fb+c%20d"))).isEqualTo("200 \"a/b+c d\"");
  }

  @Test
  void a_method_that_a_path_does_not_have_is_told_with_those_it_has() {
    HttpResponse<String> refused = caller().send("PATCH", "/api/v1/users/7", "");

    assertThat(header(refused, "allow")).isEqualTo("DELETE, GET");
    assertThat(told(refused)).isEqualTo("405 This endpoint has no PATCH, only DELETE, GET.");
    assertThat(told(caller().send("DELETE", "/api/v1/users/7", "{}")))
        .isEqualTo("200 {\"success\":true}");
  }

  @Test
  void head_is_get_without_the_body() {
    HttpResponse<String> answer = caller().send("HEAD", WRONG, "");

    assertThat(told(answer)).isEqualTo("400 [EMAIL_PASSWORD_MISMATCH] ");
    assertThat(header(answer, "content-type")).isEqualTo("application/json; charset=utf-8");
  }

  @Test
  void a_redirect_keeps_its_cookies_in_order() {
    HttpResponse<String> answer = caller().get("/api/v1/away");

    assertThat(told(answer)).isEqualTo("307 ");
    assertThat(header(answer, "location")).isEqualTo("https://example.com/");
    assertThat(header(answer, "set-cookie")).isEqualTo("a=1 | b=2");
    assertThat(told(caller().with("cookie", "a=1; b=2=3").get("/api/v1/cookie")))
        .isEqualTo("200 \"2=3\"");
  }

  @Test
  void what_has_nothing_to_do_with_users_is_answered_to_anyone() {
    Map<String, String> gets =
        Map.of(
            "/api/v1",
            "200 Rollcall's auth API, at /api/v1. It speaks the protocol of the @stackframe SDKs.",
            "/api/v1/",
            "200 Rollcall's auth API, at /api/v1. It speaks the protocol of the @stackframe SDKs.",
            "/api/v1/health",
            "200 {\"status\":\"ok\"}",
            "/api/v1/internal/backend-urls",
            "404 There is no such endpoint.");
    gets.forEach((path, answer) -> assertThat(told(caller().get(path))).isEqualTo(answer));
    assertThat(told(caller().post("/api/v1/check-version", "{\"clientVersion\":\"2.6.8\"}")))
        .isEqualTo("200 {\"upToDate\":true}");
    assertThat(told(caller().post("/api/v1/analytics/events/batch", "{\"events\":[]}")))
        .isEqualTo("200 {}");
    assertThat(told(caller().post("/api/v1/check-feature-support", "{}")))
        .isEqualTo("200 This feature is not supported here.");
  }

  @Test
  void lists_of_what_does_not_exist_are_empty() {
    StackCaller client = caller().as("client");

    assertThat(told(client.with("x-stack-access-token", "of-u1").get("/api/v1/teams?user_id=me")))
        .isEqualTo("200 {\"items\":[],\"is_paginated\":false}");
    assertThat(told(client.get("/api/v1/teams?user_id=me")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
    assertThat(told(client.get("/api/v1/team-permission-definitions")))
        .startsWith("401 [INSUFFICIENT_ACCESS_TYPE]");
    assertThat(told(client.get("/api/v1/teams/t1")))
        .isEqualTo(
            "404 [TEAM_NOT_FOUND] {\"code\":\"TEAM_NOT_FOUND\",\"details\":{\"team_id\":\"t1\"},"
                + "\"error\":\"Team t1 not found.\"}");
  }

  @Test
  void nobody_has_anything_to_pay() {
    StackCaller client = caller().as("client").with("x-stack-access-token", "of-u1");
    String nothing =
        "200 {\"items\":[],\"is_paginated\":true,\"pagination\":{\"next_cursor\":null}}";

    assertThat(told(client.get("/api/v1/payments/billing/user/u1")))
        .isEqualTo("200 {\"has_customer\":false,\"default_payment_method\":null}");
    assertThat(told(client.get("/api/v1/payments/products/user/u1?limit=1"))).isEqualTo(nothing);
    assertThat(told(client.get("/api/v1/payments/invoices/user/u1?limit=10"))).isEqualTo(nothing);
    assertThat(told(caller().get("/api/v1/payments/billing/user/u1"))).startsWith("400 ");
  }
}

package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.http.HttpDoor;
import dev.rollcall.json.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ValidationTest {
  private static final String ID = "6fbbf22e-f4b2-4c6e-95a1-beab6fa41063";

  private static final Shape SHAPE =
      Shape.empty()
          .with("email", Rule.text().email())
          .with("strict", Rule.text().strictEmail())
          .with("count", Rule.number().integer().atLeast(1).atMost(100))
          .with("flag", Rule.bool())
          .with("kind", Rule.text().oneOf("email", "phone"))
          .with("note", Rule.text().nullable().max(3))
          .with("name", Rule.text().notEmpty())
          .with("code", Rule.text().length(2))
          .with("user", Rule.userIdOrMe())
          .with("url", Rule.text().url())
          .with("secret", Rule.text().base64())
          .with("meta", Rule.json())
          .with("list", Rule.list(Rule.object(Shape.empty().with("id", Rule.text().defined()))))
          .with("config", Rule.object(Shape.empty().with("a", Rule.text().defined())));

  private static final Shape NEEDED = Shape.empty().with("email", Rule.text().defined());

  private final HttpDoor door =
      new HttpDoor(
          "localhost",
          0,
          routing ->
              routing.register(
                  "/api/v1",
                  new StackDoor(
                      new FakeProjects(), new Random(1), List.of(ValidationTest::addTo))));

  private static void addTo(StackRoutes routes) {
    routes.post("/all", Access.CLIENT, request -> StackAnswer.ok(seen(request.body(SHAPE))));
    routes.get("/all", Access.CLIENT, request -> StackAnswer.ok(seen(request.query(SHAPE))));
    routes.post(
        "/needed", Access.NONE, request -> StackAnswer.ok(request.body(NEEDED).text("email")));
    routes.get(
        "/users/{user_id}",
        Access.CLIENT,
        request -> StackAnswer.ok(request.parameter("user_id", Rule.userIdOrMe().defined())));
  }

  private static List<Object> seen(Fields fields) {
    return List.of(
        fields.findText("user").orElse("-"),
        fields.findNumber("count").orElse(-1L),
        fields.findBool("flag").orElse(false),
        fields.isNull("note"),
        fields.json("meta").map(JsonNode::toString).orElse("-"),
        fields.findObjects("list").map(list -> list.getFirst().text("id")).orElse("-"),
        fields.findObject("config").map(config -> config.text("a")).orElse("-"));
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

  private static List<String> mistakes(String body) {
    JsonNode answer = Json.MAPPER.readTree(body);
    String error = answer.get("error").stringValue();
    assertThat(answer.get("details").get("message").stringValue()).isEqualTo(error);
    return error.lines().skip(1).toList();
  }

  private List<String> mistakesIn(String json) {
    return mistakes(caller().as("client").post("/api/v1/all", json).body());
  }

  @Test
  void one_mistake_is_told_with_method_and_path() {
    assertThat(told(caller().post("/api/v1/needed", "{}")))
        .isEqualTo(
            "400 [SCHEMA_ERROR] {\"code\":\"SCHEMA_ERROR\",\"details\":{\"message\":\"Request"
                + " validation failed on POST /api/v1/needed:\\n  - body.email must be defined\"},"
                + "\"error\":\"Request validation failed on POST /api/v1/needed:\\n  - body.email"
                + " must be defined\"}");
  }

  @Test
  void wrong_types_are_told_all_at_once() {
    assertThat(
            mistakesIn(
                """
                {"email": 5, "count": "x", "flag": "yes", "kind": 5, "note": {}, "name": null,
                 "list": [{"id": 1}, {}, 5], "config": "x", "code": 1.50}
                """))
        .containsExactly(
            "  - body.email must be a `string` type, but the final value was: `5`.",
            "  - body.count must be a `number` type, but the final value was: `\"x\"`.",
            "  - body.flag must be a `boolean` type, but the final value was: `\"yes\"`.",
            "  - body.kind must be a `string` type, but the final value was: `5`.",
            "  - body.kind must be one of the following values: email, phone",
            "  - body.note must be a `string` type, but the final value was: `{}`.",
            "  - body.name cannot be null",
            "  - body.code must be a `string` type, but the final value was: `1.5`.",
            "  - body.list[0].id must be a `string` type, but the final value was: `1`.",
            "  - body.list[1].id must be defined",
            "  - body.list[2] must be a `object` type, but the final value was: `5`.",
            "  - body.config must be a `object` type, but the final value was: `\"x\"`.");
  }

  @Test
  void wrong_values_are_told_in_the_protocols_words() {
    assertThat(
            mistakesIn(
                """
                {"email": "a@", "strict": "a@localhost", "count": 0.5, "kind": "fax",
                 "note": "abcd", "name": "", "code": "abc", "user": "u1", "url": "no url",
                 "secret": "a"}
                """))
        .containsExactly(
            "  - body.email must be a valid email",
            "  - body.strict must match the following: \"/^[^.]+(\\.[^.]+)*@.*\\.[^.][^.]+$/\"",
            "  - body.count must be an integer",
            "  - body.count must be greater than or equal to 1",
            "  - body.kind must be one of the following values: email, phone",
            "  - body.note must be at most 3 characters",
            "  - body.name must not be empty",
            "  - body.code must be exactly 2 characters",
            "  - body.user must be a valid UUID",
            "  - body.url contains spaces",
            "  - body.url is not a valid URL",
            "  - body.secret is not valid base64");
    assertThat(mistakesIn("{\"count\": 101}"))
        .containsExactly("  - body.count must be less than or equal to 100");
  }

  @Test
  void an_object_inside_a_mistake_is_printed_in_full() {
    assertThat(mistakesIn("{\"email\": {\"a\": 1, \"b\": [\"x\", {}]}}"))
        .containsExactly(
            "  - body.email must be a `string` type, but the final value was: `{",
            "  \"a\": \"1\",",
            "  \"b\": [",
            "    \"\\\"x\\\"\",",
            "    {}",
            "  ]",
            "}`.");
  }

  @Test
  void unknown_properties_are_refused_at_every_depth() {
    assertThat(mistakesIn("{\"a\": 1, \"b\": null, \"config\": {\"a\": \"x\", \"c\": 1}}"))
        .containsExactly(
            "  - body.config contains unknown properties: c",
            "  - body contains unknown properties: a, b");
  }

  @Test
  void what_is_right_arrives_as_it_was_sent() {
    assertThat(
            caller()
                .as("client")
                .with("x-stack-access-token", "of-u1")
                .post(
                    "/api/v1/all",
                    """
                    {"email": "", "strict": "a.b@c.example", "count": 7, "flag": true,
                     "note": null, "user": "me", "url": "http://localhost:3000/x?y=z",
                     "secret": "dG90cA==", "meta": {"a": [null, 1.50]}, "list": [{"id": "i"}],
                     "config": {"a": "b"}}
                    """)
                .body())
        .isEqualTo(
            "[\"" + FakeProjects.USER + "\",7,true,true,\"{\\\"a\\\":[null,1.50]}\",\"i\",\"b\"]");
  }

  @Test
  void me_needs_a_user_wherever_it_stands() {
    StackCaller client = caller().as("client");
    StackCaller user = client.with("x-stack-access-token", "of-u1");

    assertThat(told(user.get("/api/v1/users/me"))).isEqualTo("200 \"" + FakeProjects.USER + "\"");
    assertThat(told(client.get("/api/v1/users/" + ID))).isEqualTo("200 \"" + ID + "\"");
    assertThat(told(client.get("/api/v1/users/me")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
    assertThat(told(client.get("/api/v1/all?user=me")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
    assertThat(told(client.post("/api/v1/all", "{\"user\":\"me\"}")))
        .startsWith("400 [CANNOT_GET_OWN_USER_WITHOUT_USER]");
    assertThat(mistakes(client.get("/api/v1/users/you").body()))
        .containsExactly("  - params.user_id must be a valid UUID");
  }

  @Test
  void a_query_is_checked_as_a_body_is() {
    StackCaller client = caller().as("client");

    assertThat(client.get("/api/v1/all?count=7&flag=TRUE&user=" + ID).body())
        .isEqualTo("[\"" + ID + "\",7,true,false,\"-\",\"-\",\"-\"]");
    assertThat(mistakes(client.get("/api/v1/all?count=many&flag=maybe&more=1").body()))
        .containsExactly(
            "  - query.count must be a `number` type, but the final value was: `NaN` (cast from"
                + " the value `\"many\"`).",
            "  - query.flag must be a `boolean` type, but the final value was: `\"maybe\"`.",
            "  - query contains unknown properties: more");
  }

  @Test
  void a_form_is_a_body_too() {
    assertThat(
            told(
                caller()
                    .with("content-type", "application/x-www-form-urlencoded;charset=UTF-8")
                    .send("POST", "/api/v1/needed", "email=a%2Bb%40c.example")))
        .isEqualTo("200 \"a+b@c.example\"");
  }

  @Test
  void what_is_no_json_is_told() {
    String bad =
        "400 [BODY_PARSING_ERROR] {\"code\":\"BODY_PARSING_ERROR\",\"error\":\"Invalid JSON in"
            + " request body\"}";
    assertThat(
            List.of("{\"email\":", "{} {}", "\u0001", "[".repeat(100)).stream()
                .map(json -> told(caller().post("/api/v1/needed", json))))
        .containsOnly(bad);
    assertThat(
            told(
                caller()
                    .with("content-type", "text/csv; x=y")
                    .send("POST", "/api/v1/needed", "email")))
        .isEqualTo(
            "400 [BODY_PARSING_ERROR] {\"code\":\"BODY_PARSING_ERROR\",\"error\":\"Unknown content"
                + " type in request body: text/csv\"}");
  }

  @Test
  void a_body_that_is_no_object_is_told() {
    assertThat(
            List.of("[]", "\"x\"", "null").stream()
                .flatMap(json -> mistakes(caller().post("/api/v1/needed", json).body()).stream()))
        .containsExactly(
            "  - body must be a `object` type, but the final value was: `[]`.",
            "  - body must be a `object` type, but the final value was: `\"x\"`.",
            "  - body cannot be null");
    assertThat(mistakes(caller().send("POST", "/api/v1/needed", "").body()))
        .containsExactly("  - body must be defined");
  }

  @Test
  void a_body_has_a_limit() {
    String large = "{\"email\":\"" + "a".repeat(1 << 20) + "\"}";

    assertThat(told(caller().post("/api/v1/needed", large)))
        .isEqualTo("413 The request body is larger than 1048576 bytes, which is the limit.");
  }

  @Test
  void long_texts_are_judged_all_the_same() {
    String dots = "a.".repeat(50_000);

    assertThat(
            mistakesIn(
                "{\"email\":\"%1$s@b\",\"strict\":\"%1$s\",\"secret\":\"%1$s=\"}".formatted(dots)))
        .hasSize(4);
  }

  @Test
  void odd_queries_and_paths_are_texts_like_any_other() {
    StackCaller client = caller().as("client");

    assertThat(mistakes(client.get("/api/v1/all?flag&kind=").body()))
        .containsExactlyInAnyOrder(
            "  - query.flag must be a `boolean` type, but the final value was: `\"\"`.",
            "  - query.kind must be one of the following values: email, phone");
    assertThat(mistakes(client.get("/api/v1/users/%00").body()))
        .containsExactly("  - params.user_id must be a valid UUID");
  }
}

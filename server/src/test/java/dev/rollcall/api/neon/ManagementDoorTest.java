package dev.rollcall.api.neon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.StartedApp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Who may come in at `/api/v2`, and what is said to requests that cannot be answered.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementDoorTest {
  private StartedApp server;
  private RollcallClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = StartedApp.start(folder.resolve("data"), Map.of());
    client = server.client();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/projects", "/nowhere", "/api_keys", "/projects/default"})
  void nothing_is_said_without_a_key(String path) {
    HttpResponse<String> answer = client.send(client.request("/api/v2" + path));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(problem(answer))
        .isEqualTo(
            "unauthorized: An API key is needed: Authorization: Bearer <key>. The file 'env' in the"
                + " data folder holds one.");
  }

  @Test
  void a_wrong_or_revoked_key_is_as_good_as_none() {
    JsonNode made = client.json("POST", "/api_keys", "{\"key_name\":\"other\"}");
    String key = made.path("key").stringValue();

    assertThat(statusWith("Bearer " + key)).isEqualTo(200);
    assertThat(statusWith("bearer  " + key)).isEqualTo(200);
    assertThat(statusWith("Bearer " + key + "x")).isEqualTo(401);
    assertThat(statusWith("Bearer " + key.substring(0, key.length() - 1))).isEqualTo(401);
    assertThat(statusWith("Basic " + key)).isEqualTo(401);
    assertThat(statusWith(key)).isEqualTo(401);
    assertThat(statusWith("Bearer " + "x".repeat(20_000))).isEqualTo(401);
    client.json("DELETE", "/api_keys/" + made.path("id").stringValue(), "");
    assertThat(statusWith("Bearer " + key)).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /nowhere                         | There is no GET at this path.",
        "GET    | /                                | There is no GET at this path.",
        "DELETE | /status                          | There is no DELETE at this path.",
        "PATCH  | /projects/default                | There is no PATCH at this path.",
        "GET    | /projects/default/nowhere/a/b    | There is no GET at this path.",
        "GET    | /projects/nobody                 | There is no project 'nobody'.",
        "GET    | /projects/default/events/1       | There is no event 1.",
        "POST   | /projects/default/events/1/replay | There is no event 1.",
        "GET    | /projects/default/users/nobody   | There is no user 'nobody' in the table.",
        "GET    | /projects/default/users/team%2Fada | There is no user 'team/ada' in the table.",
        "DELETE | /api_keys/nothing                | There is no API key 'nothing'."
      })
  void what_is_not_there_is_said_in_json(String method, String path, String message) {
    HttpResponse<String> answer = client.call(method, path, "");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(problem(answer)).isEqualTo("not_found: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | /api_keys                        | {",
        "POST | /api_keys                        | []",
        "POST | /api_keys                        | {}",
        "POST | /api_keys                        | {\"key_name\":\"a\\u0000b\"}",
        "POST | /projects                        | {\"project\":5}",
        "POST | /projects                        | {\"project\":{\"id\":\"No Id\"}}",
        "POST | /projects                        | {\"project\":{\"id\":\"x\",\"id_type\":\"y\"}}",
        "PUT  | /projects/default/provider       | {\"auth_provider\":\"nobody\"}",
        "PUT  | /projects/default/provider       | {\"auth_provider\":\"mock\"}",
        "PUT  | /projects/default/provider       | {\"auth_provider\":{}}",
        "POST | /projects/default/sync           | {\"dry_run\":{}}",
        "POST | /projects/default/grants         | {\"role_name\":\" \"}",
        "GET  | /projects/default/events/one     | ``",
        "GET  | /projects/default/events?limit=x | ``",
        "GET  | /projects/default/users/%00      | ``",
        "GET  | /projects/default/events?user_id=%00 | ``"
      })
  void what_cannot_be_understood_is_the_callers_mistake(String method, String path, String body) {
    HttpResponse<String> answer = client.call(method, path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(problem(answer)).startsWith("inval");
  }

  private int statusWith(String authorization) {
    return client
        .send(client.request("/api/v2/status").header("authorization", authorization))
        .statusCode();
  }

  private static String problem(HttpResponse<String> answer) {
    JsonNode body = Json.MAPPER.readTree(answer.body());
    assertThat(body.path("request_id").stringValue()).isNotBlank();
    return body.path("code").stringValue() + ": " + body.path("message").stringValue();
  }
}

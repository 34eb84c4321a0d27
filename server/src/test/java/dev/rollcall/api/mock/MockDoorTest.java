package dev.rollcall.api.mock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningMock;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Users of a mock, one at a time.
class MockDoorTest {
  private final MovableClock clock = new MovableClock();
  private final RunningMock mock = new RunningMock(clock);

  @AfterEach
  void stop() {
    mock.close();
  }

  @Test
  void a_user_is_made_changed_and_deleted() {
    long now = clock.millis();

    JsonNode made = mock.json("POST", "/users", "{\"name\":\"Ada\",\"data\":{\"plan\":\"team\"}}");
    String path = "/users/" + made.path("id").stringValue();
    clock.advance(Duration.ofSeconds(1));
    JsonNode changed = mock.json("PATCH", path, "{\"email\":\"ada@example.com\"}");

    assertThat(made.path("id").stringValue()).matches("user_[0-9a-f]{24}");
    assertThat(made.path("created_at").longValue()).isEqualTo(now);
    assertThat(made.path("updated_at").longValue()).isEqualTo(now);
    assertThat(changed.path("name").stringValue()).isEqualTo("Ada");
    assertThat(changed.path("email").stringValue()).isEqualTo("ada@example.com");
    assertThat(changed.path("data").path("plan").stringValue()).isEqualTo("team");
    assertThat(changed.path("updated_at").longValue()).isEqualTo(now + 1000);
    assertThat(mock.json(path)).isEqualTo(changed);
    assertThat(mock.json("DELETE", path, "").path("deleted_at").longValue()).isEqualTo(now + 1000);
    assertThat(code(mock.call("GET", path))).isEqualTo("404 user_not_found");
    assertThat(code(mock.call("DELETE", path))).isEqualTo("404 user_not_found");
    assertThat(code(mock.call("PATCH", path, "{}"))).isEqualTo("404 user_not_found");
  }

  @Test
  void a_name_is_taken_away_with_null() {
    mock.create("ada");

    JsonNode changed = mock.json("PATCH", "/users/ada", "{\"name\":null}");

    assertThat(changed.path("name").isNull()).isTrue();
  }

  @Test
  void versions_rise_with_every_change_within_the_same_millisecond_too() {
    mock.create("ada");
    long first = mock.json("/users/ada").path("updated_at").longValue();

    JsonNode changed = mock.json("PATCH", "/users/ada", "{\"name\":\"B\"}");
    long deleted = mock.json("DELETE", "/users/ada", "").path("deleted_at").longValue();
    mock.create("ada");

    assertThat(changed.path("updated_at").longValue()).isEqualTo(first + 1);
    assertThat(deleted).isEqualTo(first + 1);
    assertThat(mock.json("/users/ada").path("created_at").longValue()).isEqualTo(first + 2);
  }

  @Test
  void two_users_cannot_have_one_id() {
    mock.create("ada");

    assertThat(code(mock.call("POST", "/users", "{\"id\":\"ada\"}"))).isEqualTo("409 user_exists");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic " + RunningMock.KEY})
  void nobody_gets_in_without_the_key(String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(mock.url() + "/users"))
            .header("authorization", authorization);

    HttpResponse<String> response = mock.send(request);

    assertThat(code(response)).isEqualTo("401 unauthorized");
    assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
  }

  @Test
  void a_project_without_a_mock_is_not_taken_for_a_missing_user() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(mock.root() + "/other/users/ada"))
            .header("authorization", "Bearer " + RunningMock.KEY);

    assertThat(code(mock.send(request))).isEqualTo("404 project_not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST  | /users          | {                        | bad_json",
        "POST  | /users          | []                       | bad_json",
        "POST  | /users          | {\"role\":\"admin\"}     | unknown_key",
        "POST  | /users          | {\"name\":7}             | bad_name",
        "POST  | /users          | {\"email\":[]}           | bad_email",
        "POST  | /users          | {\"data\":null}          | bad_data",
        "POST  | /users          | {\"id\":\"../x\"}        | bad_id",
        "POST  | /users          | {\"id\":\"count\"}       | bad_id",
        "POST  | /users          | {\"id\":\"gen_x\"}       | bad_id",
        "POST  | /users          | {\"id\":7}               | bad_id",
        "PATCH | /users/ada      | {\"id\":\"eve\"}         | unknown_key",
        "GET   | /users?limit=0  | {}                       | bad_limit",
        "GET   | /users?limit=1001 | {}                     | bad_limit",
        "GET   | /users?limit=x  | {}                       | bad_limit",
        "POST  | /generate       | {\"count\":-1}           | bad_count",
        "POST  | /generate       | {\"count\":10000001}     | bad_count",
        "POST  | /generate       | {\"count\":\"1\"}        | bad_count",
        "PUT   | /behaviour      | {\"mode\":\"418\"}       | bad_mode"
      })
  void what_is_not_understood_is_refused(String method, String path, String body, String code) {
    assertThat(code(mock.call(method, path, body))).isEqualTo("400 " + code);
  }

  @Test
  void a_body_of_more_than_a_megabyte_is_refused() {
    String body = "{\"name\":\"" + "x".repeat(1 << 20) + "\"}";

    assertThat(code(mock.call("POST", "/users", body))).isEqualTo("413 body_too_large");
  }

  private static String code(HttpResponse<String> response) {
    JsonNode body = Json.MAPPER.readTree(response.body());
    assertThat(body.path("message").stringValue("")).endsWith(".");
    return response.statusCode() + " " + body.path("code").stringValue("");
  }
}

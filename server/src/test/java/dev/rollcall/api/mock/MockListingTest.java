package dev.rollcall.api.mock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningMock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// All users of a mock, made and generated ones.
class MockListingTest {
  private final RunningMock mock = new RunningMock(new MovableClock());

  @AfterEach
  void stop() {
    mock.close();
  }

  @Test
  void made_and_generated_users_are_listed_in_the_order_of_their_ids() {
    List.of("zoe", "ada", "gem", "gen").forEach(mock::create);
    generate(3);

    assertThat(listAll(2))
        .containsExactly(
            "ada", "gem", "gen", "gen_000000000", "gen_000000001", "gen_000000002", "zoe");
    assertThat(mock.json("/users/count").path("count").intValue()).isEqualTo(7);
  }

  @Test
  void every_size_of_page_lists_the_same_users() {
    List.of("zoe", "ada").forEach(mock::create);
    generate(5);
    mock.call("DELETE", "/users/gen_000000001");
    mock.call("PATCH", "/users/gen_000000003", "{\"name\":\"Changed\"}");
    List<String> all = listAll(1000);

    for (int limit = 1; limit <= 8; limit++) {
      assertThat(listAll(limit)).as("pages of " + limit).isEqualTo(all);
    }
    assertThat(all).hasSize(6);
  }

  @Test
  void a_generated_user_is_the_same_in_the_list_and_by_id_and_about_1200_bytes_long() {
    generate(1_000_000);

    JsonNode listed = mock.json("/users?limit=1&after=gen_000777775").path("users").get(0);

    assertThat(listed).isEqualTo(mock.json("/users/gen_000777776"));
    assertThat(listed.path("email").stringValue()).isEqualTo("user.000777776@example.com");
    assertThat(listed.path("created_at").longValue()).isEqualTo(1_700_777_776_000L);
    assertThat(listed.toString().getBytes(UTF_8)).hasSizeBetween(1150, 1250);
    assertThat(mock.call("GET", "/users/gen_001000000").statusCode()).isEqualTo(404);
  }

  @Test
  void a_generated_user_can_be_changed_and_deleted() {
    generate(3);

    mock.json("PATCH", "/users/gen_000000001", "{\"name\":\"Changed\"}");
    mock.json("DELETE", "/users/gen_000000002", "");

    assertThat(mock.json("/users/gen_000000001").path("name").stringValue()).isEqualTo("Changed");
    assertThat(mock.call("GET", "/users/gen_000000002").statusCode()).isEqualTo(404);
    assertThat(listAll(1)).containsExactly("gen_000000000", "gen_000000001");
    assertThat(mock.json("/users/count").path("count").intValue()).isEqualTo(2);
    assertThat(mock.json("/events?after=" + first()).path("events")).hasSize(2);
  }

  @Test
  void generating_again_starts_over() {
    generate(3);
    mock.json("DELETE", "/users/gen_000000000", "");
    mock.json("PATCH", "/users/gen_000000001", "{\"name\":\"Changed\"}");

    generate(2);

    assertThat(listAll(10)).containsExactly("gen_000000000", "gen_000000001");
    assertThat(mock.json("/users/gen_000000001").path("name").stringValue())
        .isEqualTo("Generated User 000000001");
  }

  /// The cursor from which all events follow.
  private String first() {
    return mock.json("/events").path("next").stringValue().replaceAll("\\d+$", "0");
  }

  private void generate(int count) {
    mock.json("POST", "/generate", "{\"count\":" + count + "}");
  }

  private List<String> listAll(int limit) {
    List<String> ids = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonNode page = mock.json("/users?limit=" + limit + "&after=" + after);
      page.path("users").forEach(user -> ids.add(user.path("id").stringValue()));
      after = page.path("next").stringValue(null);
    }
    return ids;
  }
}

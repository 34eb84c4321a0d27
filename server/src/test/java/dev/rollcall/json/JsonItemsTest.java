package dev.rollcall.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.JsonItems.Item;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonItemsTest {
  private static final String PAGE =
      """
      {"a":[{"id":"no"}], "users" : [ {"id":"u1","data":{"id":"inner","x":[1,{"id":2}]}} ,
       {"name":"Zoë 🙂 }]","id":"u\\u0032"}, {"id":3}, {}], "next": {"id": null}}
      """;

  @Test
  void each_object_of_the_list_is_the_text_that_stands_there() {
    JsonItems page = cut(PAGE).orElseThrow();

    assertThat(page.items())
        .extracting(item -> new String(item.source(), item.from(), item.length(), UTF_8))
        .containsExactly(
            "{\"id\":\"u1\",\"data\":{\"id\":\"inner\",\"x\":[1,{\"id\":2}]}}",
            "{\"name\":\"Zoë 🙂 }]\",\"id\":\"u\\u0032\"}",
            "{\"id\":3}",
            "{}");
    assertThat(page.items()).extracting(Item::id).containsExactly("u1", "u2", null, null);
    assertThat(page.items().get(1).read().path("name").stringValue()).isEqualTo("Zoë 🙂 }]");
    assertThat(page.rest()).hasToString("{\"a\":[{\"id\":\"no\"}],\"next\":{\"id\":null}}");
  }

  @Test
  void an_empty_list_has_no_objects() {
    assertThat(cut("{\"users\":[],\"next\":null}").orElseThrow().items()).isEmpty();
  }

  @Test
  void a_mark_of_the_byte_order_does_not_shift_anything() {
    JsonItems page = cut("\uFEFF{\"users\":[{\"id\":\"u1\"}]}").orElseThrow();

    assertThat(page.items().getFirst().read()).hasToString("{\"id\":\"u1\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"users\":{}}",
        "{\"users\":[1]}",
        "{\"users\":[{\"id\":1},null]}",
        "{\"users\":[{\"id\":\"u1\"}",
        "{\"users\":[{\"id\":\"u1\"}],\"next\":",
        "{\"users\":[{\"id\":\"u1\"}]} more",
        "{\"users\":[],\"users\":[]}",
        "{\"users\":[{\"id\":tru}]}",
        "<!doctype html>"
      })
  void what_is_no_such_list_is_not_cut(String document) {
    assertThat(cut(document)).isEmpty();
  }

  @Test
  void other_encodings_are_not_cut() {
    assertThat(JsonItems.cut("{\"users\":[{\"id\":\"u1\"}]}".getBytes(UTF_16), "users")).isEmpty();
  }

  private static Optional<JsonItems> cut(String document) {
    return JsonItems.cut(document.getBytes(UTF_8), "users");
  }
}

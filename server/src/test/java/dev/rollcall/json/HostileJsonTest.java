package dev.rollcall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.json.HostileJson.Document;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What others wrote becomes JSON that Postgres takes, or is refused with a sentence.
class HostileJsonTest {

  @Test
  void nul_characters_and_lone_surrogates_are_replaced_wherever_they_stand() {
    Document document =
        clean(
            """
            {"a":"x\\u0000y","b":["\\ud800",{"c":"\\udc00\\ud800"}],"\\u0000d":"\\ud83d\\ude00"}
            """);

    assertThat(document.sanitized()).isTrue();
    assertThat(document.tree().toString())
        .isEqualTo(
            "{\"a\":\"x\uFFFDy\",\"b\":[\"\uFFFD\",{\"c\":\"\uFFFD\uFFFD\"}],\"\uFFFDd\":\"😀\"}");
  }

  @Test
  void what_needs_no_replacing_stays_as_it_was() {
    String text = "{\"a\":\"пароль 😀 \\n\\u0001\",\"b\":[true,null,{}],\"\":\"\uFFFD\"}";

    Document document = clean(text);

    assertThat(document.sanitized()).isFalse();
    assertThat(document.tree()).isEqualTo(Json.MAPPER.readTree(text));
  }

  @ParameterizedTest
  @CsvSource({
    "a\\0b, a\uFFFDb",
    "plain, plain",
    "😀, 😀",
    "\\ud83d, \uFFFD",
    "\\ude00\\ud83d, \uFFFD\uFFFD"
  })
  void a_text_alone_is_cleaned_the_same_way(String escaped, String clean) {
    assertThat(HostileJson.sanitize(unescaped(escaped))).isEqualTo(clean);
  }

  @Test
  void of_a_key_that_stands_twice_the_last_counts() {
    assertThat(read("{\"a\":1,\"b\":2,\"a\":3}").get("a").intValue()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.10",
        "1.0",
        "123456789012345678901234567890",
        "0.1234567890123456789012345678901",
        "-0.001",
        "9007199254740993",
        "1E+400"
      })
  void numbers_keep_every_digit(String number) {
    assertThat(read("{\"n\":" + number + "}").toString()).isEqualTo("{\"n\":" + number + "}");
  }

  @Test
  void a_document_may_be_nested_to_a_limit() {
    assertThat(read(nested(Json.MAX_DEPTH)).isObject()).isTrue();
    assertRefused(
        nested(Json.MAX_DEPTH + 1),
        "The document is nested deeper than 64 levels, or holds a number or name that is too long");
    assertRefused(
        nested(100_000),
        "The document is nested deeper than 64 levels, or holds a number or name that is too long");
  }

  @Test
  void an_object_may_have_keys_to_a_limit() {
    assertThat(read(keys(HostileJson.MAX_KEYS)).size()).isEqualTo(HostileJson.MAX_KEYS);
    assertRefused(keys(HostileJson.MAX_KEYS + 1), "An object has more than 10000 keys");
    assertRefused(
        "{\"a\":[" + keys(HostileJson.MAX_KEYS + 1) + "]}", "An object has more than 10000 keys");
  }

  @Test
  void a_number_or_a_name_may_be_long_to_a_limit() {
    String sentence =
        "The document is nested deeper than 64 levels, or holds a number or name that is too long";

    assertRefused("{\"n\":" + "9".repeat(1_001) + "}", sentence);
    assertRefused("{\"" + "n".repeat(10_001) + "\":1}", sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "canary",
        "{",
        "{\"canary\":1",
        "{} {}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "<!DOCTYPE html><p>canary</p>",
        "{\"a\":1e99999999999}",
        "{\"a\":\"\u0000\"}"
      })
  void what_is_not_json_is_refused_without_quoting_it(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(HostileJsonException.class)
        .hasMessageStartingWith("The document is ")
        .message()
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"canary\""})
  void json_that_is_no_object_is_refused(String text) {
    assertRefused(text, "The document is JSON, but not an object");
  }

  @ParameterizedTest
  @CsvSource({"FF", "C0 80", "C3", "E2 82", "F5 80 80 80", "80", "ED A0 80"})
  void invalid_utf_8_is_refused(String hex) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("{\"a\":\"".getBytes(UTF_8));
    for (String one : hex.split(" ", -1)) {
      bytes.write(Integer.parseInt(one, 16));
    }
    bytes.writeBytes("\"}".getBytes(UTF_8));

    assertThatThrownBy(() -> HostileJson.read(bytes.toByteArray()))
        .hasMessage("The document is not JSON");
  }

  @Test
  void a_byte_order_mark_is_skipped() {
    assertThat(read("\uFEFF{\"a\":1}").toString()).isEqualTo("{\"a\":1}");
  }

  @Test
  void another_encoding_is_refused() {
    assertThatThrownBy(() -> HostileJson.read("{\"a\":1}".getBytes(StandardCharsets.UTF_16)))
        .hasMessage("The document is not JSON");
    assertThatThrownBy(() -> HostileJson.read("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
        .hasMessage("The document is not JSON");
  }

  private static String unescaped(String text) {
    return Json.MAPPER.readTree("\"" + text.replace("\\0", "\\u0000") + "\"").stringValue();
  }

  private static Document clean(String text) {
    return HostileJson.sanitize(HostileJson.read(text.getBytes(UTF_8)).tree());
  }

  private static JsonNode read(String text) {
    return HostileJson.read(text.getBytes(UTF_8)).tree();
  }

  private static void assertRefused(String text, String sentence) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(HostileJsonException.class)
        .hasMessage(sentence);
  }

  private static String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"k" + i + "\":0")
        .collect(Collectors.joining(",", "{", "}"));
  }
}

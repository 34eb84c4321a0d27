package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.json.Json;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// A provider's record becomes one that the table takes.
class UserRecordTest {
  private static final long LAST_MILLISECOND = 253_402_300_799_999L;

  @Test
  void a_record_keeps_its_words_and_gets_the_four_keys_of_the_columns() {
    ProviderUser user =
        new UserRecord("u1", "Ada", "ada@example.com", 1_000L, 2_500L)
            .withJson(json("{\"first_name\":\"Ada\",\"n\":1.10,\"id\":\"theirs\"}"), Set.of());

    assertThat(user)
        .isEqualTo(
            new ProviderUser(
                "u1",
                Instant.ofEpochMilli(1_000),
                Instant.ofEpochMilli(2_500),
                "{\"first_name\":\"Ada\",\"n\":1.10,\"id\":\"u1\",\"display_name\":\"Ada\","
                    + "\"primary_email\":\"ada@example.com\",\"signed_up_at_millis\":1000}"));
  }

  @Test
  void what_a_provider_does_not_say_is_null() {
    ProviderUser user = new UserRecord("u1", null, null, null, null).withJson(json("{}"), Set.of());

    assertThat(user.createdAt()).isNull();
    assertThat(user.version()).isNull();
    assertThat(user.rawJson())
        .isEqualTo(
            "{\"id\":\"u1\",\"display_name\":null,\"primary_email\":null,"
                + "\"signed_up_at_millis\":null}");
  }

  @Test
  void secrets_are_taken_out() {
    ObjectNode record = json("{\"password_hash\":\"canary\",\"totp\":\"canary\",\"name\":\"Ada\"}");

    ProviderUser user = user("u1", "Ada").withJson(record, Set.of("password_hash", "totp", "x"));

    assertThat(user.rawJson()).doesNotContain("canary", "password_hash").contains("\"name\"");
  }

  @Test
  void a_record_in_which_something_was_replaced_says_so() {
    ProviderUser user = user("u\u00001", "A\ud800").withJson(json("{\"a\":\"\\u0000\"}"), Set.of());

    assertThat(user.id()).isEqualTo("u\uFFFD1");
    assertThat(user.rawJson())
        .startsWith("{\"a\":\"\uFFFD\",\"id\":\"u\uFFFD1\",\"display_name\":\"A\uFFFD\"")
        .endsWith("\"rollcall_sanitized\":true}");
  }

  @Test
  void a_record_in_which_nothing_was_replaced_does_not() {
    assertThat(user("u1", "😀").withJson(json("{\"a\":\"\uFFFD\"}"), Set.of()).rawJson())
        .doesNotContain("rollcall_sanitized");
  }

  @ParameterizedTest
  @CsvSource({"x, 512", "é, 256", "😀, 128"})
  void an_id_may_have_512_bytes(String letter, int count) {
    assertThat(user(letter.repeat(count), null).withJson(json("{}"), Set.of()).id())
        .hasSize(letter.length() * count);
    assertUnreadable(
        user(letter.repeat(count) + "x", null), "The user's id is longer than 512 bytes");
  }

  @Test
  void an_id_is_measured_as_it_is_stored() {
    assertUnreadable(user("\0".repeat(171), null), "The user's id is longer than 512 bytes");
    assertThat(user("\0".repeat(170), null).withJson(json("{}"), Set.of()).id()).hasSize(170);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void a_user_needs_an_id(String id) {
    assertUnreadable(user(id, "Ada"), "The user has no id");
  }

  @Test
  void names_and_addresses_have_limits() {
    assertUnreadable(user("u1", "x".repeat(1_025)), "The user's name is longer than 1024 bytes");
    assertUnreadable(
        new UserRecord("u1", null, "x".repeat(321), null, null),
        "The user's e-mail address is longer than 320 bytes");
    assertThat(
            new UserRecord("u1", "x".repeat(1_024), "x".repeat(320), null, null)
                .withJson(json("{}"), Set.of()))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, LAST_MILLISECOND})
  void times_may_lie_between_1970_and_9999(long millis) {
    ProviderUser user =
        new UserRecord("u1", null, null, millis, millis).withJson(json("{}"), Set.of());

    assertThat(user.createdAt()).isEqualTo(Instant.ofEpochMilli(millis));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, LAST_MILLISECOND + 1, Long.MAX_VALUE, Long.MIN_VALUE})
  void other_times_are_refused(long millis) {
    assertUnreadable(
        new UserRecord("u1", null, null, millis, null),
        "The user's time of creation is " + millis + " ms, which is not between 1970 and 9999");
    assertUnreadable(
        new UserRecord("u1", null, null, null, millis),
        "The user's time of change is " + millis + " ms, which is not between 1970 and 9999");
  }

  @Test
  void a_record_of_too_many_keys_is_refused() {
    ObjectNode record = json("{}");
    for (int i = 0; i < 10_000; i++) {
      record.put("k" + i, i);
    }

    assertThatThrownBy(() -> user("u1", null).withJson(record, Set.of()))
        .isInstanceOf(UnreadablePayloadException.class)
        .hasMessage("The record was not taken: An object has more than 10000 keys");
  }

  private static UserRecord user(String id, @Nullable String name) {
    return new UserRecord(id, name, null, null, null);
  }

  private static void assertUnreadable(UserRecord record, String sentence) {
    assertThatThrownBy(() -> record.withJson(json("{}"), Set.of()))
        .isInstanceOf(UnreadablePayloadException.class)
        .hasMessage(sentence);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Json.MAPPER.readTree(text);
  }
}

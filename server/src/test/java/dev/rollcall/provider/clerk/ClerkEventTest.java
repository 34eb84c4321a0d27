package dev.rollcall.provider.clerk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.json.Json;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Clerk's events mean.
class ClerkEventTest {
  private static final String USER =
      """
      {"object": "user", "id": "user_1", "first_name": "Ada", "last_name": "Lovelace",
       "username": "ada", "primary_email_address_id": "idn_2",
       "email_addresses": [{"id": "idn_1", "email_address": "old@example.com"},
                           {"id": "idn_2", "email_address": "ada@example.com"}],
       "created_at": 1654012591514, "updated_at": 1654012591835}
      """;

  @Test
  void a_created_or_updated_user_is_the_whole_record_with_its_own_version() {
    for (String type : new String[] {"user.created", "user.updated"}) {
      UserChanged changed = (UserChanged) event(type, USER);

      assertThat(changed.fetched()).isFalse();
      assertThat(changed.user().id()).isEqualTo("user_1");
      assertThat(changed.user().createdAt()).isEqualTo(Instant.ofEpochMilli(1654012591514L));
      assertThat(changed.user().version()).isEqualTo(Instant.ofEpochMilli(1654012591835L));
    }
  }

  @Test
  void a_pulled_record_counts_as_fetched() {
    ObjectNode user = (ObjectNode) Json.MAPPER.readTree(USER);

    assertThat(ClerkEvent.read(ClerkEvent.listed(user)))
        .isInstanceOfSatisfying(
            UserChanged.class, changed -> assertThat(changed.fetched()).isTrue());
  }

  @Test
  void the_columns_come_from_the_primary_address_and_both_names() {
    assertThat(json(USER).path("primary_email").stringValue()).isEqualTo("ada@example.com");
    assertThat(json(USER).path("display_name").stringValue()).isEqualTo("Ada Lovelace");
    assertThat(json(USER).path("signed_up_at_millis").longValue()).isEqualTo(1654012591514L);
    assertThat(json(USER).path("first_name").stringValue()).isEqualTo("Ada");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"idn_9\""})
  void a_user_whose_primary_address_is_not_there_has_none(String id) {
    assertThat(json(USER.replace("\"idn_2\",\n", id + ",\n")).path("primary_email").isNull())
        .isTrue();
    assertThat(json(USER.replace("\"email_addresses\"", "\"x\"")).path("primary_email").isNull())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {
        "'\"Ada\"', null, '\"a\"', Ada",
        "null, '\"Lovelace\"', '\"a\"', Lovelace",
        "'\" \"', '\"\"', '\"a\"', a",
        "null, null, '\"a\"', a",
        "null, null, '\" \"', NULL",
        "null, null, null, NULL"
      })
  void a_name_is_made_of_what_there_is(String first, String last, String username, String name) {
    String user =
        USER.replace("\"Ada\"", first).replace("\"Lovelace\"", last).replace("\"ada\"", username);

    assertThat(json(user).path("display_name").stringValue(null)).isEqualTo(name);
  }

  @Test
  void secrets_are_taken_out_wherever_they_are_and_flags_and_metadata_stay() {
    String user =
        USER.replace(
            "\"object\": \"user\",",
            """
            "password": "p1", "password_digest": "p2", "password_hasher": "p3",
            "totp_secret": "p4", "backup_codes": ["p5"], "password_enabled": true,
            "totp_enabled": false, "backup_code_enabled": true,
            "phone_numbers": [{"id": "idn_3", "backup_codes": ["p6"]}],
            "unsafe_metadata": {"password": "the app's own"},
            """);

    assertThat(json(user).toString())
        .doesNotContainPattern("p[1-6]")
        .contains("password_enabled", "totp_enabled", "backup_code_enabled", "the app's own");
  }

  @ParameterizedTest
  @CsvSource({
    "1716883200123, 2024-05-28T08:00:00.123Z",
    "1716883200, 2024-05-28T08:00:00.999Z",
    "99999999999, 5138-11-16T09:46:39.999Z",
    "100000000000, 1973-03-03T09:46:40Z"
  })
  void a_deletion_is_dated_by_the_envelope_in_milliseconds_or_seconds(
      String timestamp, Instant at) {
    assertThat(deletion(",\"timestamp\":" + timestamp)).isEqualTo(new UserDeleted("user_1", at));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"timestamp\":null",
        ",\"timestamp\":\"x\"",
        ",\"timestamp\":0",
        ",\"timestamp\":-1",
        ",\"timestamp\":1.5",
        ",\"timestamp\":99999999999999999999",
        ",\"timestamp\":999999999999999"
      })
  void a_deletion_without_a_usable_time_is_looked_up(String timestamp) {
    assertThat(deletion(timestamp)).isEqualTo(new UserTouched("user_1", true));
  }

  @Test
  void other_events_are_not_about_users() {
    assertThat(event("organizationMembership.created", "{\"id\":\"orgmem_1\"}"))
        .isEqualTo(new NotAboutUsers("organizationMembership.created"));
    assertThat(event("a\\u0000b", "null")).isEqualTo(new NotAboutUsers("a\uFFFDb"));
  }

  @Test
  void what_postgres_would_refuse_is_replaced_and_marked_also_in_pulled_records() {
    String user = USER.replace("Lovelace", "\\u0000Love\\ud800lace 👩");
    ObjectNode tree = (ObjectNode) Json.MAPPER.readTree(user);

    ProviderUser pulled = ((UserChanged) ClerkEvent.read(ClerkEvent.listed(tree))).user();

    assertThat(pulled).isEqualTo(((UserChanged) event("user.updated", user)).user());
    assertThat(Json.MAPPER.readTree(pulled.rawJson()).path("display_name").stringValue())
        .isEqualTo("Ada \uFFFDLove\uFFFDlace 👩");
    assertThat(pulled.rawJson()).contains("rollcall_sanitized");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"id\": \"user_1\"`, `\"id\": \"\"`, The user has no id",
        "`\"id\": \"user_1\"`, `\"id\": 1`, The user's id is no text",
        "`\"Ada\"`, `{}`, The user's first_name is no text",
        "`1654012591835`, `\"1654012591835\"`, The user's updated_at is no time in milliseconds",
        "`1654012591835`, `1.5`, The user's updated_at is no time in milliseconds",
        "`1654012591514`, `null`, The user's created_at is no time in milliseconds",
        "`1654012591514`, `-1`, The user's created_at is no time in milliseconds",
        "`\"email_addresses\"`, `\"email_addresses\": {}, \"x\"`, The user's email_addresses is no list",
      })
  void a_record_in_another_form_is_unreadable(String from, String to, String problem) {
    assertThatThrownBy(() -> event("user.created", USER.replace(from, to)))
        .isInstanceOf(UnreadablePayloadException.class)
        .hasMessage(problem);
  }

  private static ProviderEvent deletion(String timestamp) {
    return read(
        "{\"type\":\"user.deleted\",\"data\":{\"id\":\"user_1\",\"deleted\":true}"
            + timestamp
            + "}");
  }

  private static ProviderEvent event(String type, String data) {
    return read("{\"object\":\"event\",\"type\":\"" + type + "\",\"data\":" + data + "}");
  }

  private static JsonNode json(String user) {
    return Json.MAPPER.readTree(((UserChanged) event("user.created", user)).user().rawJson());
  }

  private static ProviderEvent read(String payload) {
    return ClerkEvent.read(payload.getBytes(UTF_8));
  }
}

package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The values of a project cannot be wrong, and are read as they were written.
class ProjectValuesTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0",
    "0d, PT0S, 0",
    "30d, P30D, 30d",
    "12h, PT12H, 12h",
    "48h, PT48H, 2d",
    "90m, PT90M, 90m",
    "1s, PT1S, 1s",
    "99999s, PT99999S, 99999s",
    "99999m, PT99999M, 99999m",
    "99999h, PT99999H, 99999h",
    "99999d, P99999D, 99999d",
    "1667m, PT1667M, 1667m"
  })
  void a_time_until_removal_is_read_as_it_was_written(String text, Duration wait, String written) {
    RemoveDeleted policy = RemoveDeleted.of(text);

    assertThat(policy.after()).isEqualTo(wait);
    assertThat(policy).hasToString(written);
    assertThat(RemoveDeleted.of(policy.toString())).isEqualTo(policy);
    assertThat(policy.atOnce()).isEqualTo(wait.isZero());
  }

  @Test
  void rows_may_stay_for_ever() {
    assertThat(RemoveDeleted.of("never")).isEqualTo(RemoveDeleted.NEVER).hasToString("never");
    assertThat(RemoveDeleted.NEVER.atOnce()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "d", "-1d", "1.5d", "30 d", "100000d", "30w", "NEVER"})
  void another_time_is_refused_with_examples(String text) {
    assertThatThrownBy(() -> RemoveDeleted.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "remove_deleted_after is '" + text + "': use never, 0, or a time such as 30d or 12h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "a", "0", "my-app-2", "a--b"})
  void a_project_has_a_plain_name(String text) {
    assertThat(new ProjectId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "My", "a_b", "a/b", "a b", "ä", "..", "a\n"})
  void another_name_is_refused_and_quoted(String text) {
    assertThatThrownBy(() -> new ProjectId(text))
        .hasMessage(
            "Not a project id: '"
                + text
                + "' (1 to 60 lower-case letters, digits and hyphens, no hyphen at the ends)");
  }

  @Test
  void a_name_has_at_most_sixty_characters() {
    assertThat(new ProjectId("a".repeat(60)).value()).hasSize(60);
    assertThatThrownBy(() -> new ProjectId("a".repeat(61)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"neon_auth", "neon_identity", "_x", "a1"})
  void a_table_lies_in_a_schema_of_its_own(String schema) {
    assertThat(new UsersTable(schema, UsersTable.IdType.TEXT).name())
        .isEqualTo(schema + ".users_sync");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "public", "rollcall", "pg_catalog", "pg_x", "A", "a-b", "a.b", "a;drop", "1a"})
  void other_schemas_are_refused(String schema) {
    assertThatThrownBy(() -> new UsersTable(schema, UsersTable.IdType.TEXT))
        .hasMessage(
            "Not a schema for users_sync: '"
                + schema
                + "' (lower-case letters, digits and underscores; not public, rollcall or pg_*)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollcall_control", "rollcall_auth", "information_schema"})
  void neither_our_own_schemas_nor_the_standard_s_are_for_the_table(String schema) {
    assertThatThrownBy(() -> new UsersTable(schema, UsersTable.IdType.TEXT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_id_is_a_text_or_a_uuid() {
    for (UsersTable.IdType type : UsersTable.IdType.values()) {
      assertThat(UsersTable.IdType.of(type.sql())).isEqualTo(type);
    }
    assertThatThrownBy(() -> UsersTable.IdType.of("bigint"))
        .hasMessage("'bigint' is no id type: use text or uuid");
  }
}

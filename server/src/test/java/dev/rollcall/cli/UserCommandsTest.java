package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the command line does with one user, and with the data of all of them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserCommandsTest {
  private Rollcall rollcall;

  @BeforeAll
  void start(@TempDir Path folder) {
    rollcall = Rollcall.start(folder.resolve("data"));
    rollcall.user("default", "u1", "Ada Lovelace");
    assertThat(rollcall.run("connect", "mock").code()).isZero();
  }

  @AfterAll
  void stop() {
    rollcall.close();
  }

  @Test
  void a_user_who_is_needed_now_is_shown_as_soon_as_the_row_is_there() {
    rollcall.user("default", "n1", "Nell");

    assertThat(rollcall.run("user", "ensure", "n1").out()).contains("Nell", "n1@example.com");
    assertThat(rollcall.run("user", "ensure", "n2").err())
        .contains("The provider has no user 'n2' either.");
  }

  @Test
  void erasing_asks_first_and_says_what_went() {
    rollcall.user("default", "e1", "Eve");
    assertThat(rollcall.run("user", "ensure", "e1").code()).isZero();

    assertThat(rollcall.run("user", "erase", "e1").err())
        .contains("There is nobody to confirm that the data of 'e1' is erased for good: use --yes");
    assertThat(rollcall.run("user", "show", "e1").out()).contains("Eve");

    assertThat(rollcall.run("user", "erase", "e1", "--yes").out())
        .startsWith("The data of the user e1 was erased: the row, the payloads of ");
    assertThat(rollcall.run("user", "show", "e1").out()).doesNotContain("Eve", "example.com");
    assertThat(rollcall.run("user", "ensure", "e1").err())
        .contains("The data of the user 'e1' was erased at 20");
    assertThat(rollcall.run("user", "erase", "e2", "--yes").err())
        .contains("There is nothing of a user 'e2' to erase.");
  }

  @Test
  void fields_are_dropped_from_now_on_and_from_the_rows_that_are_there_when_told_to() {
    assertThat(rollcall.run("project", "create", "less").code()).isZero();
    rollcall.user("less", "l1", "Lea");
    assertThat(rollcall.run("connect", "mock", "--project", "less").code()).isZero();

    assertThat(rollcall.run("project", "set", "--drop-fields", "id,x", "--project", "less").err())
        .contains("'id' cannot be dropped: the row is made of it.");
    assertThat(
            rollcall
                .run("project", "set", "--drop-fields", "primary_email,email", "--project", "less")
                .out())
        .contains(
            "Of a record, all is stored but: primary_email, email.",
            "rollcall sync --apply-fields --project less");
    assertThat(rollcall.run("user", "show", "l1", "--project", "less").out())
        .contains("l1@example.com");

    Rollcall.Result applied = rollcall.run("sync", "--apply-fields", "--project", "less");

    assertThat(applied.code()).as(applied.out() + applied.err()).isZero();
    assertThat(applied.err()).contains("Fields: 1 rows changed, ");
    assertThat(rollcall.run("user", "show", "l1", "--project", "less").out())
        .contains("Lea")
        .doesNotContain("example.com");
    assertThat(rollcall.run("project", "set", "--all-fields", "--project", "less").out())
        .contains("The whole record is stored.");
  }

  @Test
  void the_feed_is_shown_and_followed() {
    String next =
        Json.MAPPER
            .readTree(rollcall.run("feed", "--after", "now", "--json").out())
            .path("next")
            .stringValue();
    rollcall.user("default", "f1", "Fay");
    rollcall.user("default", "f2", "Flo");

    assertThat(rollcall.run("feed", "--follow", "--after", next, "--limit", "2").out())
        .containsSubsequence("user.created  f1", "user.created  f2");
    assertThat(rollcall.run("feed", "--after", next).out())
        .containsSubsequence("user.created  f1", "user.created  f2", "To go on: --after '");
    assertThat(rollcall.run("feed", "--follow", "--after", "nonsense").err())
        .contains("'after' is 'nonsense', which is no cursor of this feed.");
    assertThat(rollcall.run("feed", "--follow", "--after", "b3RoZXIuMA").err())
        .contains("The database was restored, or the changes after this cursor");
  }
}

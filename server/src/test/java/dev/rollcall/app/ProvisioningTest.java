package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.MigrationException;
import dev.rollcall.postgres.Migrations;
import dev.rollcall.testing.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProvisioningTest {
  private static final Migrations CONTROL =
      new Migrations(
          "rollcall_control",
          Provisioning.LATEST_CONTROL,
          List.of("dev/rollcall/project/migration"));

  @RegisterExtension final PostgresExtension postgres = new PostgresExtension();

  @Test
  void the_newest_script_is_known_and_no_number_is_given_twice() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("server/src/main/resources/dev/rollcall"))) {
      List<String> scripts =
          files
              .map(Path::toString)
              .filter(name -> name.endsWith(".sql") && name.contains("/migration/"))
              .toList();

      assertThat(numbers(scripts, true))
          .doesNotHaveDuplicates()
          .last()
          .isEqualTo(Provisioning.LATEST_CONTROL);
      assertThat(numbers(scripts, false))
          .doesNotHaveDuplicates()
          .last()
          .isEqualTo(Provisioning.LATEST_PROJECT);
    }
  }

  /// In order; some were never given to a script.
  private static List<Integer> numbers(List<String> scripts, boolean control) {
    return scripts.stream()
        .filter(name -> name.contains("/project/") == control)
        .map(name -> Integer.valueOf(name.replaceFirst(".*/V0*(\\d+)__.*", "$1")))
        .sorted()
        .toList();
  }

  @Test
  void a_schema_to_which_a_newer_release_has_added_something_is_used_as_it_is() {
    CONTROL.run(postgres.dataSource());
    later("98", "a table that is new");
    later("99", "contract since " + Provisioning.LATEST_CONTROL + " drop what is old");

    CONTROL.run(postgres.dataSource());

    long scripts =
        postgres
            .database()
            .inTransaction(
                tx -> tx.number("select max(version::int) from rollcall_control.schema_history"));
    Assertions.assertThat(scripts).isEqualTo(99);
  }

  @Test
  void a_schema_from_which_a_newer_release_has_taken_what_is_used_is_left_alone() {
    CONTROL.run(postgres.dataSource());
    int next = Provisioning.LATEST_CONTROL + 1;
    later("99", "contract since " + next + " drop what is old");

    Assertions.assertThatThrownBy(() -> CONTROL.run(postgres.dataSource()))
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "The schema 'rollcall_control' was written by a newer Rollcall, which has taken away"
                + " what this one uses (its version is 99 and asks for "
                + next
                + ", this one knows "
                + Provisioning.LATEST_CONTROL
                + "). Start that version, or use another database");
  }

  private void later(String version, String description) {
    postgres
        .database()
        .inTransaction(tx ->
            tx.update(
                """
                insert into rollcall_control.schema_history
                       (installed_rank, version, description, type, script, installed_by,
                        execution_time, success)
                values (?::int, ?, ?, 'SQL', 'V' || ? || '.sql', 'test', 0, true)
                """,
                version,
                version,
                description,
                version));
  }
}

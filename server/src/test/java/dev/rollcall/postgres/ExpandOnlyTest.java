package dev.rollcall.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two releases run side by side while servers are replaced one by one, so a migration may only add
/// what the release before need not know. What nothing uses any more may go in a later release, and
/// its script's name says since which script: `V0018__contract_since_12_drop_old_column.sql`.
class ExpandOnlyTest {
  private static final Path SCRIPTS = Path.of("server/src/main/resources/dev/rollcall");

  /// The newest scripts when this rule began.
  private static final int PROJECT_BEGAN = 10;

  private static final int CONTROL_BEGAN = 4;

  private static final Pattern CONTRACT = Pattern.compile("V(\\d{4})__contract_since_(\\d+)_.+");

  private static final Map<String, Pattern> NARROWING =
      Map.of(
          "drops a table, a column, a schema or a type",
          pattern("drop\\s+(table|column|schema|type)\\b"),
          "renames something",
          pattern("\\brename\\s+(to|column|constraint)\\b"),
          "alters a type",
          pattern("alter\\s+(column\\s+)?\\w+\\s+(set\\s+data\\s+)?type\\b"),
          "demands a value of what is there",
          pattern("\\bset\\s+not\\s+null\\b"),
          "takes a default away",
          pattern("\\bdrop\\s+default\\b"),
          "adds a column that must be given",
          pattern(
              "add\\s+(column\\s+)?(if\\s+not\\s+exists\\s+)?(?!constraint)\\w+\\s(?:(?!default|generated)[^,;])*not\\s+null(?:(?!default|generated)[^,;])*[,;]"));

  @RegisterExtension final PostgresExtension postgres = new PostgresExtension();

  /// @param number as in `V0012__name.sql`
  private record Script(int number, String name, String sql) {}

  @Test
  void no_migration_takes_away_what_the_release_before_uses() throws IOException {
    List<String> found = new ArrayList<>();
    for (Script script : after(scripts(false), PROJECT_BEGAN)) {
      found.addAll(narrowing(script));
    }
    for (Script script : after(scripts(true), CONTROL_BEGAN)) {
      found.addAll(narrowing(script));
    }

    assertThat(found).as("see CONTRIBUTING.md, Schema changes").isEmpty();
  }

  @Test
  void what_takes_something_away_is_found() {
    String harmless =
        "alter table a add column b text; alter table a add c int not null default 1;";
    assertThat(narrowing(new Script(1, "a", harmless))).isEmpty();
    for (String bad :
        List.of(
            "alter table a drop column b;",
            "drop table a;",
            "alter table a rename column b to c;",
            "alter table a alter column b type bigint;",
            "alter table a alter b set not null;",
            "alter table a add column b text not null;",
            "alter table a add b int not null check (b > 0), add c text;")) {
      assertThat(narrowing(new Script(1, "a", bad))).as(bad).hasSize(1);
      assertThat(narrowing(new Script(18, "V0018__contract_since_12_a.sql", bad))).isEmpty();
      assertThat(narrowing(new Script(18, "V0018__contract_since_18_a.sql", bad)))
          .as("the release before has not heard of it")
          .hasSize(1);
    }
  }

  @Test
  void the_inserts_of_the_release_before_still_work() throws IOException {
    assertOnlyAdded("rollcall", scripts(false), PROJECT_BEGAN);
    assertOnlyAdded("rollcall_control", scripts(true), CONTROL_BEGAN);
  }

  private void assertOnlyAdded(String schema, List<Script> scripts, int began) {
    Database database = postgres.database();
    database.inTransaction(tx -> {
      tx.script("create schema " + schema);
      return true;
    });
    scripts.stream().filter(script -> script.number() <= began).forEach(this::run);
    Map<String, String> before = columns();
    after(scripts, began).forEach(this::run);
    Map<String, String> now = columns();

    Map<String, String> kept = new TreeMap<>(now);
    kept.keySet().retainAll(before.keySet());
    Map<String, String> added = new TreeMap<>(now);
    added.keySet().removeAll(before.keySet());
    List<String> tables = before.keySet().stream().map(ExpandOnlyTest::table).distinct().toList();
    added.keySet().removeIf(column -> !tables.contains(table(column)));

    assertThat(kept).as("columns of the release before").isEqualTo(before);
    assertThat(added.values())
        .as("new columns of old tables: %s", added)
        .noneMatch(kind -> kind.startsWith("demanded"));
  }

  private void run(Script script) {
    postgres
        .database()
        .inTransaction(tx -> {
          tx.script(script.sql());
          return true;
        });
  }

  /// `schema.table.column`, with its type and whether an insert must name it.
  private Map<String, String> columns() {
    Map<String, String> found = new TreeMap<>();
    postgres
        .database()
        .inTransaction(tx ->
            tx.all(
                """
                select concat_ws('.', table_schema, table_name, column_name) as name,
                       case when is_nullable = 'NO' and column_default is null
                                 and is_identity = 'NO' and is_generated = 'NEVER'
                            then 'demanded ' else 'optional ' end || data_type as kind
                  from information_schema.columns where table_schema like 'rollcall%'
                """,
                row -> found.put(row.getString("name"), row.getString("kind"))));
    return found;
  }

  private static String table(String column) {
    return column.substring(0, column.lastIndexOf('.'));
  }

  private static List<String> narrowing(Script script) {
    Matcher contract = CONTRACT.matcher(script.name());
    if (contract.matches() && Integer.parseInt(contract.group(2)) < script.number()) {
      return List.of();
    }
    String sql = script.sql().replaceAll("--[^\n]*", "").toLowerCase(Locale.ROOT);
    return NARROWING.entrySet().stream()
        .filter(kind -> kind.getValue().matcher(sql).find())
        .map(kind -> script.name() + " " + kind.getKey())
        .toList();
  }

  private static List<Script> after(List<Script> scripts, int number) {
    return scripts.stream().filter(script -> script.number() > number).toList();
  }

  private static List<Script> scripts(boolean control) throws IOException {
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      List<Script> found = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".sql")).toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.matches("V\\d{4}__.*") && file.toString().contains("/project/") == control) {
          found.add(
              new Script(Integer.parseInt(name.substring(1, 5)), name, Files.readString(file)));
        }
      }
      return found.stream().sorted(Comparator.comparingInt(Script::number)).toList();
    }
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex);
  }
}

package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_are_aligned_numbers_on_the_right_and_null_is_a_dash() {
    Table table = new Table("name", "users", "note");
    table.add("a", "5", null);
    table.add("Gödel", "1,234", "x");

    assertThat(print(table))
        .isEqualTo(
            """
            name   users  note
            a          5  -
            Gödel  1,234  x
            """);
  }

  @Test
  void a_name_cannot_move_the_cursor() {
    Table table = new Table("name");
    table.add("\033[2Jgone\nand more");

    assertThat(print(table)).isEqualTo("name\n [2Jgone and more\n");
  }

  private static String print(Table table) {
    StringWriter out = new StringWriter();
    table.print(
        Terminal.unattended(
            new PrintWriter(out),
            new PrintWriter(Writer.nullWriter()),
            Reader.nullReader(),
            Map.of()));
    return out.toString();
  }
}

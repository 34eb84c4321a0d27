package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementSplitterTest {
  private final StatementSplitter splitter = new StatementSplitter();

  @Test
  void statements_end_at_semicolons() {
    assertThat(split("select 1; select 2;;", "select", "3;"))
        .containsExactly("select 1", "select 2", "select\n3");
    assertThat(splitter.rest()).isEmpty();
  }

  @Test
  void what_has_no_semicolon_yet_waits() {
    assertThat(split("select 1")).isEmpty();
    assertThat(splitter.rest()).isEqualTo("select 1");
  }

  @Test
  void semicolons_in_quotes_and_comments_end_nothing() {
    String sql =
        "select 'a;''b', \"c;d\", e'\\';', $$;$$, $x$;$$;$x$, a$1 /* ; /* ; */ ; */ -- ;\n, 1";

    assertThat(split(sql + ";")).containsExactly(sql);
  }

  @Test
  void a_quote_may_go_on_over_lines() {
    assertThat(split("select 'a;", "b'; select 2;")).containsExactly("select 'a;\nb'", "select 2");
  }

  private List<String> split(String... lines) {
    List<String> statements = new ArrayList<>();
    for (String line : lines) {
      statements.addAll(splitter.add(line));
    }
    return statements;
  }
}

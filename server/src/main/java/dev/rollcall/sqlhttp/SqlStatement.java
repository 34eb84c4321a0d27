package dev.rollcall.sqlhttp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One statement and its parameters `$1`, `$2`, ... as Postgres reads them; null is SQL's null.
public record SqlStatement(String sql, List<@Nullable String> parameters) {
  public SqlStatement {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }
}

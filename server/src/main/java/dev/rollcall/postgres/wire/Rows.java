package dev.rollcall.postgres.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the rows of one statement as they come.
public interface Rows {
  /// What follows has these columns. Not called for a statement without rows to tell of.
  void begin(List<Column> columns);

  /// @param cells as Postgres writes them; null is SQL's null
  void add(@Nullable String[] cells);

  /// How many bytes more may come. A row that is longer is not read, nor is any after it.
  long room();
}

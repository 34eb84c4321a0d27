package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.Column;
import dev.rollcall.postgres.wire.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of the next statement. Until Postgres answers something of it, the results hear
/// nothing, so that it may be sent again.
final class NextRows implements Rows {
  private final SqlResults results;
  private @Nullable Rows begun;

  NextRows(SqlResults results) {
    this.results = results;
  }

  @Override
  public void begin(List<Column> columns) {
    rows().begin(columns);
  }

  @Override
  public void add(@Nullable String[] cells) {
    rows().add(cells);
  }

  @Override
  public long room() {
    return rows().room();
  }

  boolean hasBegun() {
    return begun != null;
  }

  void end(String tag) {
    rows();
    results.end(tag);
  }

  private Rows rows() {
    Rows known = begun;
    if (known == null) {
      known = results.begin();
      begun = known;
    }
    return known;
  }
}

package dev.rollcall.sqlhttp;

import org.jspecify.annotations.Nullable;

/// How the one transaction of several statements is begun; null is what the role's session has.
public record SqlTransaction(
    @Nullable Isolation isolation, @Nullable Boolean readOnly, @Nullable Boolean deferrable) {
  static final SqlTransaction USUAL = new SqlTransaction(null, null, null);

  /// How much of others' transactions it sees.
  public enum Isolation {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE;

    private String sql() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  String begin() {
    StringBuilder sql = new StringBuilder("begin");
    if (isolation != null) {
      sql.append(" isolation level ").append(isolation.sql());
    }
    if (readOnly != null) {
      sql.append(readOnly ? " read only" : " read write");
    }
    if (deferrable != null) {
      sql.append(deferrable ? " deferrable" : " not deferrable");
    }
    return sql.toString();
  }
}

package dev.rollcall.sqlhttp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody wants to have run.
///
/// @param token what came as `Authorization: Bearer`; null where nothing did
/// @param together how the statements' one transaction begins; null for a single statement
/// @param address where it comes from
public record SqlRequest(
    ConnectionString connection,
    @Nullable String token,
    List<SqlStatement> statements,
    @Nullable SqlTransaction together,
    String address) {
  public SqlRequest {
    statements = List.copyOf(statements);
  }
}

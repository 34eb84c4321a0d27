package dev.rollcall.auth.guard;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that happened, as it was written down.
///
/// @param number the later, the higher; where the next page starts
/// @param kind such as `sign_in_failed`; a newer Rollcall may have written one that is not known
public record AuditEntry(
    long number,
    Instant at,
    String kind,
    @Nullable String accountId,
    @Nullable String ip,
    Map<String, String> detail) {

  public AuditEntry {
    detail = Map.copyOf(detail);
  }
}

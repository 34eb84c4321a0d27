package dev.rollcall.auth.guard;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was written down, for people to read, and its end.
public final class AuditView {
  private static final int LARGEST_PAGE = 1_000;

  private final Database database;
  private final InstantSource clock;

  public AuditView(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// @param kind only these; null for all
  /// @param accountId only those about this account; null for all
  /// @param ip only those from there; null for all
  public record Filter(@Nullable AuditKind kind, @Nullable String accountId, @Nullable String ip) {
    public static final Filter ALL = new Filter(null, null, null);
  }

  /// A page, the newest first.
  ///
  /// @param before only those with a lower number; null to start at the newest
  public List<AuditEntry> list(Filter filter, @Nullable Long before, int limit) {
    AuditKind kind = filter.kind();
    String kindName = kind == null ? null : kind.wireName();
    return database.reading(tx ->
        tx.all(
            """
            select number, at, kind, account_id, ip, detail
              from rollcall_auth.audit
             where (?::text is null or kind = ?)
               and (?::text is null or account_id = ?)
               and (?::text is null or ip = ?)
               and (?::bigint is null or number < ?)
             order by number desc
             limit ?
            """,
            AuditView::entry,
            kindName,
            kindName,
            filter.accountId(),
            filter.accountId(),
            filter.ip(),
            filter.ip(),
            before,
            before,
            Math.clamp(limit, 1, LARGEST_PAGE)));
  }

  /// Removes what is older than this, at most so many entries, and answers how many.
  public int forget(Duration age, int atMost) {
    return database.inTransaction(tx ->
        tx.update(
            """
            delete from rollcall_auth.audit
             where number in
                   (select number from rollcall_auth.audit
                     where at < ? order by at limit ? for update skip locked)
            """,
            clock.instant().minus(age),
            atMost));
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    Map<String, String> detail = new TreeMap<>();
    Json.MAPPER
        .readTree(Columns.text(row, "detail"))
        .properties()
        .forEach(one -> detail.put(one.getKey(), one.getValue().asString()));
    return new AuditEntry(
        row.getLong("number"),
        Columns.someTime(row, "at"),
        Columns.text(row, "kind"),
        row.getString("account_id"),
        row.getString("ip"),
        detail);
  }
}

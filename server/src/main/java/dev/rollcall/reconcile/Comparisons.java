package dev.rollcall.reconcile;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.reconcile.Comparison.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `rollcall.comparison`. At most one is open.
final class Comparisons {
  private static final String COLUMNS =
      """
      number, provider, dry_run, release, first_copy, state, cursor, total, listed, inserted, updated,
      deleted, held_back, unreadable, http_millis, merge_millis, reason, started_at, read_since,
      finished_at
      """;

  /// Opens one, unless one is open; answers the open one.
  Comparison open(
      Transaction tx,
      ProviderId provider,
      ComparisonRequest request,
      @Nullable Long total,
      Instant now)
      throws SQLException {
    Optional<Comparison> already = openOne(tx);
    if (already.isPresent()) {
      return already.get();
    }
    return tx.one(
            "insert into rollcall.comparison"
                + " (provider, dry_run, release, first_copy, state, total, started_at, touched_at)"
                + " select ?, ?, ?, not exists (select from rollcall.comparison"
                + "   where provider = ? and state = 'finished' and not dry_run), 'listing', ?, ?, ?"
                + " returning "
                + COLUMNS,
            Comparisons::read,
            provider.value(),
            request.dryRun(),
            request.release(),
            provider.value(),
            total,
            now,
            now)
        .orElseThrow();
  }

  Optional<Comparison> openOne(Transaction tx) throws SQLException {
    return tx.one(
        "select " + COLUMNS + " from rollcall.comparison where finished_at is null",
        Comparisons::read);
  }

  Optional<Comparison> find(Transaction tx, long number) throws SQLException {
    return tx.one(
        "select " + COLUMNS + " from rollcall.comparison where number = ?",
        Comparisons::read,
        number);
  }

  /// The newest, open or not.
  Optional<Comparison> newest(Transaction tx) throws SQLException {
    return tx.one(
        "select " + COLUMNS + " from rollcall.comparison order by number desc limit 1",
        Comparisons::read);
  }

  /// Notes a merged page and where the listing goes on. False where somebody else did so first.
  boolean advance(Transaction tx, Comparison at, Progress page, Instant now) throws SQLException {
    return tx.update(
            """
            update rollcall.comparison
               set cursor = ?, listed = listed + ?, inserted = inserted + ?, updated = updated + ?,
                   unreadable = unreadable + ?, http_millis = http_millis + ?,
                   merge_millis = merge_millis + ?, reason = coalesce(?, reason),
                   read_since = coalesce(read_since, ?),
                   state = case when ? then 'absences' else 'listing' end, touched_at = ?
             where number = ? and state = 'listing' and cursor is not distinct from ?
            """,
            page.next(),
            page.listed(),
            page.inserted(),
            page.updated(),
            page.unreadable(),
            page.httpMillis(),
            page.mergeMillis(),
            page.reason(),
            page.readAt(),
            page.next() == null,
            now,
            at.number(),
            at.cursor())
        == 1;
  }

  void end(
      Transaction tx,
      long number,
      State state,
      long deleted,
      long heldBack,
      @Nullable String reason,
      Instant now)
      throws SQLException {
    tx.update(
        """
        update rollcall.comparison
           set state = ?, deleted = ?, held_back = ?, reason = coalesce(?, reason),
               finished_at = ?, touched_at = ?
         where number = ? and finished_at is null
        """,
        state.wireName(),
        deleted,
        heldBack,
        reason,
        now,
        now,
        number);
  }

  /// One merged page.
  record Progress(
      @Nullable String next,
      long listed,
      long inserted,
      long updated,
      long unreadable,
      long httpMillis,
      long mergeMillis,
      @Nullable String reason,
      Instant readAt) {}

  private static Comparison read(ResultSet row) throws SQLException {
    long total = row.getLong("total");
    @Nullable Long knownTotal = row.wasNull() ? null : total;
    return new Comparison(
        row.getLong("number"),
        new ProviderId(Columns.text(row, "provider")),
        new ComparisonRequest(row.getBoolean("dry_run"), row.getBoolean("release")),
        row.getBoolean("first_copy"),
        State.valueOf(Columns.text(row, "state").toUpperCase(Locale.ROOT)),
        row.getString("cursor"),
        knownTotal,
        row.getLong("listed"),
        row.getLong("inserted"),
        row.getLong("updated"),
        row.getLong("deleted"),
        row.getLong("held_back"),
        row.getLong("unreadable"),
        row.getLong("http_millis"),
        row.getLong("merge_millis"),
        row.getString("reason"),
        Columns.someTime(row, "started_at"),
        Columns.time(row, "read_since"),
        Columns.time(row, "finished_at"));
  }
}

package dev.rollcall.inbox;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The inbox as people see it: what came, what became of it, and once more, please.
public final class InboxView {
  private static final String COLUMNS =
      """
      number, provider, event_id, received_at, due_at, attempts, user_id,
      coalesce(outcome, 'waiting') as outcome, reason, settled_at, dropped
      """;

  private final Database database;

  public InboxView(Database database) {
    this.database = database;
  }

  /// The newest entries first.
  ///
  /// @param outcome only these; null for all
  /// @param userId only those about this user; null for all
  /// @param before only those with a lower number; null to start at the newest
  public List<EntryView> list(
      @Nullable String outcome, @Nullable String userId, @Nullable Long before, int limit) {
    return database.reading(tx ->
        tx.all(
            "select "
                + COLUMNS
                + """
                  from rollcall.inbox
                 where (?::text is null or coalesce(outcome, 'waiting') = ?)
                   and (?::text is null or user_id = ?)
                   and (?::bigint is null or number < ?)
                 order by number desc
                 limit ?
                """,
            row -> view(row, false),
            outcome,
            outcome,
            userId,
            userId,
            before,
            before,
            limit));
  }

  /// One entry, with its payload.
  public Optional<EntryView> find(long number) {
    return database.reading(tx ->
        tx.one(
            "select " + COLUMNS + ", payload from rollcall.inbox where number = ?",
            row -> view(row, true),
            number));
  }

  /// Has an entry applied again, from the start. The rule decides, as always: what is older than
  /// the row changes nothing. False where there is no such entry, or its payload is gone.
  public boolean replay(long number, Instant now) {
    return database.inTransaction(tx ->
        tx.update(
                """
                update rollcall.inbox
                   set settled_at = null, outcome = null, reason = null, attempts = 0,
                       look_up = case when derived then look_up end,
                       due_at = ?
                 where number = ? and not dropped
                """,
                now,
                number)
            == 1);
  }

  /// Has all quarantined entries applied again, and answers how many.
  public int replayQuarantined(Instant now) {
    return database.inTransaction(tx ->
        tx.update(
            """
            update rollcall.inbox
               set settled_at = null, outcome = null, reason = null, attempts = 0,
                   look_up = case when derived then look_up end, due_at = ?
             where outcome = 'quarantined' and not dropped
            """,
            now));
  }

  /// How many entries wait, how many are quarantined, and since when the oldest waits.
  public Backlog backlog() {
    return database.reading(tx ->
        tx.one(
                """
                select (select count(*) from rollcall.inbox where settled_at is null) as waiting,
                       (select count(*) from rollcall.inbox where outcome = 'quarantined')
                         as quarantined,
                       (select min(received_at) from rollcall.inbox where settled_at is null)
                         as oldest,
                       (select received_at from rollcall.inbox order by number desc limit 1)
                         as newest
                """,
                row ->
                    new Backlog(
                        row.getLong("waiting"),
                        row.getLong("quarantined"),
                        Columns.time(row, "oldest"),
                        Columns.time(row, "newest")))
            .orElseThrow());
  }

  /// @param oldestWaiting when the oldest of the waiting entries came; null where none waits
  /// @param newest when the last entry came; null where none ever did
  public record Backlog(
      long waiting, long quarantined, @Nullable Instant oldestWaiting, @Nullable Instant newest) {}

  private static EntryView view(ResultSet row, boolean withPayload) throws SQLException {
    return new EntryView(
        row.getLong("number"),
        Columns.text(row, "provider"),
        Columns.text(row, "event_id"),
        Columns.someTime(row, "received_at"),
        Columns.someTime(row, "due_at"),
        row.getInt("attempts"),
        row.getString("user_id"),
        Columns.text(row, "outcome"),
        row.getString("reason"),
        Columns.time(row, "settled_at"),
        row.getBoolean("dropped"),
        withPayload && !row.getBoolean("dropped") ? row.getBytes("payload") : null);
  }
}

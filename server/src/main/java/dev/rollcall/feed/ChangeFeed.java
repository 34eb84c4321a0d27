package dev.rollcall.feed;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The table `rollcall.change`. Changes are appended in the transaction that makes them, and
/// numbered after it has committed; followers see numbered ones only, in order, without a gap that
/// fills later. Postgres appends one itself for a row that was deleted by SQL, and makes a message
/// of each where a webhook asks for it (`V0010__outgoing_webhooks.sql`).
public final class ChangeFeed {
  private static final int LARGEST_PAGE = 1_000;

  /// Appends one change for each of these users.
  public void append(Transaction tx, ChangeType type, Collection<String> userIds, Instant now)
      throws SQLException {
    if (userIds.isEmpty()) {
      return;
    }
    tx.update(
        "insert into rollcall.change (type, user_id, at) select ?, id, ? from unnest(?) as u (id)",
        type.wireName(),
        now,
        SqlArray.texts(List.copyOf(userIds)));
  }

  /// Tells followers to read the whole table anew. No webhook is told: a first copy of a million
  /// users is not a million messages.
  public void appendResync(Transaction tx, Instant now) throws SQLException {
    tx.update(
        "insert into rollcall.change (type, at) values (?, ?)", ChangeType.RESYNC.wireName(), now);
  }

  /// Numbers changes that have been committed, and answers how many. The row that it locks is the
  /// lease: two sequencers wait for each other, and for nobody else.
  public int number(Transaction tx, int limit) throws SQLException {
    long last = tx.number("select last_number from rollcall.feed_state where only_row for update");
    int numbered =
        tx.update(
            """
            update rollcall.change c
               set number = ? + n.position
              from (select appended, row_number() over (order by appended) as position
                      from (select appended from rollcall.change
                             where number is null order by appended limit ?) waiting) n
             where c.appended = n.appended
            """,
            last,
            limit);
    if (numbered > 0) {
      tx.update("update rollcall.feed_state set last_number = last_number + ?", numbered);
    }
    return numbered;
  }

  /// Whether there are changes to be numbered.
  public boolean waits(Transaction tx) throws SQLException {
    return tx.number("select exists (select from rollcall.change where number is null)::int") == 1;
  }

  /// What changed after `cursor`, oldest first.
  ///
  /// @param cursor as [Change#cursor] gave it; empty for the beginning of what is kept
  /// @return empty where the cursor belongs to another history of this database, or to changes that
  ///   are no longer kept: the follower must read the table anew and start at [#now]
  public Optional<List<Change>> after(Transaction tx, Optional<Cursor> cursor, int limit)
      throws SQLException {
    State state = state(tx);
    if (cursor.isPresent() && !cursor.get().continues(state)) {
      return Optional.empty();
    }
    long after = cursor.map(Cursor::number).orElse(state.first() - 1);
    return Optional.of(
        tx.all(
            """
            select number, type, user_id, at
              from rollcall.change
             where number > ?
             order by number
             limit ?
            """,
            row ->
                new Change(
                    new Cursor(state.epoch(), row.getLong("number")).toString(),
                    Columns.text(row, "type"),
                    row.getString("user_id"),
                    Columns.someTime(row, "at")),
            after,
            Math.clamp(limit, 1, LARGEST_PAGE)));
  }

  /// The cursor of the present.
  public Cursor now(Transaction tx) throws SQLException {
    State state = state(tx);
    return new Cursor(state.epoch(), state.last());
  }

  /// Forgets changes from before `before`, up to the first that is younger, so that what is kept
  /// has no hole.
  public int forget(Transaction tx, Instant before) throws SQLException {
    // Locked, so that no sequencer numbers changes that the next statements do not see.
    long last = tx.number("select last_number from rollcall.feed_state where only_row for update");
    long first =
        tx.number(
            """
            select coalesce(min(number), ?) from rollcall.change
             where number is not null and at >= ?
            """,
            last + 1,
            before);
    int forgotten = tx.update("delete from rollcall.change where number < ?", first);
    if (forgotten > 0) {
      tx.update("update rollcall.feed_state set first_number = ?", first);
    }
    return forgotten;
  }

  private static State state(Transaction tx) throws SQLException {
    return tx.one(
            "select epoch, first_number, last_number from rollcall.feed_state",
            row ->
                new State(
                    Columns.text(row, "epoch"),
                    row.getLong("first_number"),
                    row.getLong("last_number")))
        .orElseThrow();
  }

  record State(String epoch, long first, long last) {}
}

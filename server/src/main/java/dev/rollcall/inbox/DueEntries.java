package dev.rollcall.inbox;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Finds the entries that are due to be read and applied.
final class DueEntries {
  /// Has Postgres walk along the index of what is due. Its statistics are always late where entries
  /// come and go by the thousand, and it would sort all that waits, payloads and all, for each
  /// batch.
  private static final String IN_ORDER =
      """
      set local enable_sort = off;
      set local enable_bitmapscan = off;
      set local enable_seqscan = off
      """;

  private static final String AS_USUAL =
      """
      set local enable_sort = on;
      set local enable_bitmapscan = on;
      set local enable_seqscan = on
      """;

  private DueEntries() {}

  /// Claims some, oldest first, and leaves the transaction's settings for planning as they were.
  static List<Entry> claim(Transaction tx, int limit, Instant from, Instant now)
      throws SQLException {
    tx.script(IN_ORDER);
    List<Entry> claimed =
        tx.all(
            """
            select number, provider, event_id, payload, received_at, attempts
              from rollcall.inbox
             where due_at >= ? and %s
             order by due_at, number
             limit ?
               for update skip locked
            """
                .formatted(Waiting.TO_APPLY.due()),
            row ->
                new Entry(
                    row.getLong("number"),
                    new ProviderId(Columns.text(row, "provider")),
                    new StoredEvent(Columns.text(row, "event_id"), row.getBytes("payload")),
                    Columns.someTime(row, "received_at"),
                    row.getInt("attempts")),
            from,
            now,
            now.plus(Waiting.NEVER),
            limit);
    if (!claimed.isEmpty()) {
      tx.script(AS_USUAL);
    }
    return claimed;
  }
}

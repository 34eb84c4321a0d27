package dev.rollcall.inbox;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Entries that were claimed together, oldest first.
///
/// @param more whether others may be due as well
public record Batch(List<Entry> entries, boolean more) {
  /// Payloads up to this size, in bytes, come with the claim; larger ones are asked for.
  private static final int SMALL = 8 << 10;

  /// How much of larger payloads is read at once, in bytes; the first is read whatever its size.
  private static final int MOST = 8 << 20;

  private static final String CLAIM =
      """
      select number, provider, event_id, octet_length(payload) as size,
             case when octet_length(payload) <= %d then payload end as payload,
             received_at, attempts
        from rollcall.inbox
       where due_at >= ? and %s
       order by due_at, number
       limit ?
         for update skip locked
      """
          .formatted(SMALL, Waiting.TO_APPLY.due());

  /// @param payload null where it is large
  private record Found(
      long number,
      ProviderId provider,
      String eventId,
      int size,
      byte @Nullable [] payload,
      Instant receivedAt,
      int attempts) {

    static Found of(ResultSet row) throws SQLException {
      return new Found(
          row.getLong("number"),
          new ProviderId(Columns.text(row, "provider")),
          Columns.text(row, "event_id"),
          row.getInt("size"),
          row.getBytes("payload"),
          Columns.someTime(row, "received_at"),
          row.getInt("attempts"));
    }

    Entry with(byte[] whole) {
      return new Entry(number, provider, new StoredEvent(eventId, whole), receivedAt, attempts);
    }
  }

  static Batch claim(Transaction tx, int limit, Instant from, Instant now) throws SQLException {
    tx.script(Waiting.IN_ORDER);
    List<Found> found = tx.all(CLAIM, Found::of, from, now, now.plus(Waiting.NEVER), limit);
    if (!found.isEmpty()) {
      tx.script(Waiting.AS_USUAL);
    }
    List<Found> fitting = fitting(found);
    return new Batch(entries(tx, fitting), found.size() == limit || fitting.size() < found.size());
  }

  /// As many of the first ones as may be held in memory together.
  private static List<Found> fitting(List<Found> found) {
    long large = 0;
    for (int i = 0; i < found.size(); i++) {
      boolean isLarge = found.get(i).payload == null;
      if (isLarge && large > 0 && large + found.get(i).size > MOST) {
        return found.subList(0, i);
      }
      large += isLarge ? found.get(i).size : 0;
    }
    return found;
  }

  private static List<Entry> entries(Transaction tx, List<Found> found) throws SQLException {
    List<Long> large =
        found.stream().filter(one -> one.payload == null).map(Found::number).toList();
    Map<Long, byte[]> payloads = new HashMap<>();
    if (!large.isEmpty()) {
      tx.all(
              "select number, payload from rollcall.inbox where number = any (?)",
              row -> Map.entry(row.getLong("number"), row.getBytes("payload")),
              SqlArray.longs(large))
          .forEach(one -> payloads.put(one.getKey(), one.getValue()));
    }
    return found.stream()
        .map(one -> {
          byte[] small = one.payload;
          return one.with(small == null ? Objects.requireNonNull(payloads.get(one.number)) : small);
        })
        .toList();
  }
}

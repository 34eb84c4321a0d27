package dev.rollcall.inbox;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes payloads out of `rollcall.inbox`. The entries stay, so that the same event is known when
/// it is delivered again; they cannot be replayed any more.
public final class Payloads {

  /// Takes the payloads of these settled entries away.
  ///
  /// @param reason where the entry has none; null for none
  public int drop(Transaction tx, Collection<Long> numbers, @Nullable String reason)
      throws SQLException {
    if (numbers.isEmpty()) {
      return 0;
    }
    return tx.update(
        """
        update rollcall.inbox
           set payload = '', dropped = true, reason = coalesce(reason, ?::text)
         where number = any (?) and settled_at is not null
        """,
        reason,
        SqlArray.longs(List.copyOf(numbers)));
  }

  /// Takes the payloads of up to `limit` settled entries away, but of quarantined ones, and answers
  /// of how many.
  public int dropSettled(Transaction tx, int limit) throws SQLException {
    return tx.update(
        """
        update rollcall.inbox
           set payload = '', dropped = true
         where number in (select number from rollcall.inbox
                           where settled_at is not null and outcome <> 'quarantined' and not dropped
                           order by number limit ?
                             for update skip locked)
        """,
        limit);
  }

  /// Takes away what providers said of a user: all entries about the user, and settled ones about
  /// somebody else, or nobody, that hold the user's id or one of the addresses. Entries that wait
  /// for somebody else are left: they are about to change that row.
  public int dropUser(
      Transaction tx, String userId, Collection<String> addresses, String reason, Instant now)
      throws SQLException {
    // Payloads are bytes. This is how they are compared whatever the case; to look for bytes is
    // much
    // quicker than to look for text.
    SqlArray wanted =
        SqlArray.bytes(
            tx.all(
                """
                select convert_to(lower(encode(convert_to(a, 'UTF8'), 'escape')), 'UTF8')
                  from unnest(?) as t (a)
                """,
                row -> row.getBytes(1),
                SqlArray.texts(List.copyOf(addresses))));
    return tx.update(
        """
        update rollcall.inbox i
           set payload = '', dropped = true, reason = ?,
               settled_at = coalesce(settled_at, ?),
               outcome = case when coalesce(outcome, 'quarantined') = 'quarantined'
                              then 'ignored' else outcome end
         where not dropped
           and (user_id = ?
                or settled_at is not null
                   and (user_id is null
                        and position(convert_to(to_json(?::text)::text, 'UTF8') in payload) > 0
                        or (select coalesce(bool_or(position(a.bytes in p.bytes) > 0), false)
                              from (select convert_to(lower(encode(i.payload, 'escape')), 'UTF8')
                                             as bytes offset 0) p
                             cross join unnest(?) as a (bytes))))
        """,
        reason,
        now,
        userId,
        userId,
        wanted);
  }
}

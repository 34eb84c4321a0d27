package dev.rollcall.feed.hook;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tables `rollcall.webhook_delivery` and `webhook_attempt`: what is to be sent to whom, and
/// how it went. What a server claimed and neither settles nor keeps by [#renew] is due again after
/// `LEASE`.
final class Deliveries {
  private static final Duration LEASE = Duration.ofSeconds(6);

  /// More than all servers together have under way to one endpoint.
  private static final int LOOKED_AT = 100;

  /// Claims what is due, up to `atOnce` for each endpoint.
  ///
  /// @param busy how many are under way here already, by endpoint
  List<Due> claim(Transaction tx, Map<String, Long> busy, int atOnce, Instant now)
      throws SQLException {
    List<Map.Entry<String, Long>> counts = List.copyOf(busy.entrySet());
    return tx.all(
        """
        with due as (
          select d.message, d.endpoint
            from rollcall.webhook_endpoint e
            left join unnest(?, ?) as busy (endpoint, count) on busy.endpoint = e.id
           cross join lateral (
              select message, endpoint
                from rollcall.webhook_delivery
               where endpoint = e.id
                 and state = 'waiting'
                 and next_at <= ?
                 and claimed_until <= ?
               order by next_at, message
               limit greatest(? - coalesce(busy.count, 0), 0)
                 for update skip locked) d
           where e.enabled)
        update rollcall.webhook_delivery d
           set claimed_until = ?, attempts = d.attempts + 1
          from due, rollcall.webhook_endpoint e, rollcall.webhook_message m
         where d.message = due.message
           and d.endpoint = due.endpoint
           and e.id = due.endpoint
           and m.number = due.message
        returning d.message, m.id as message_id, d.endpoint, d.attempts, d.retries, e.url, e.secret,
                  case when e.previous_until > ? then e.previous_secret end as previous_secret,
                  m.type, m.payload::text as data
        """,
        Deliveries::due,
        SqlArray.texts(counts.stream().map(Map.Entry::getKey).toList()),
        SqlArray.longs(counts.stream().map(Map.Entry::getValue).toList()),
        now,
        now,
        (long) atOnce,
        now.plus(LEASE),
        now);
  }

  /// When [#claim] has something to do next; empty where nothing waits. Of each endpoint only the
  /// first are looked at: no more than a few of them are claimed at once.
  Optional<Instant> due(Transaction tx) throws SQLException {
    return tx.one(
            """
            select min(d.at) as due
              from rollcall.webhook_endpoint e
             cross join lateral (
                select greatest(next_at, claimed_until, timestamptz 'epoch') as at
                  from rollcall.webhook_delivery
                 where endpoint = e.id and state = 'waiting'
                 order by next_at, message
                 limit ?) d
             where e.enabled
            """,
            row -> Optional.ofNullable(Columns.time(row, "due")),
            LOOKED_AT)
        .flatMap(due -> due);
  }

  /// Claims for longer what is still under way.
  int renew(Transaction tx, List<Due> underWay, Instant now) throws SQLException {
    return tx.update(
        """
        update rollcall.webhook_delivery d
           set claimed_until = ?
          from unnest(?, ?, ?) as u (message, endpoint, attempts)
         where d.message = u.message and d.endpoint = u.endpoint and d.attempts = u.attempts
           and d.state = 'waiting' and d.claimed_until > '-infinity'
        """,
        now.plus(LEASE),
        SqlArray.longs(underWay.stream().map(Due::message).toList()),
        SqlArray.texts(underWay.stream().map(Due::endpoint).toList()),
        SqlArray.longs(underWay.stream().map(due -> (long) due.attempt()).toList()));
  }

  /// Notes an attempt that arrived.
  void delivered(Transaction tx, Due due, Attempt attempt) throws SQLException {
    note(tx, due, attempt);
    tx.update(
        """
        update rollcall.webhook_delivery
           set state = 'delivered', claimed_until = '-infinity'
         where message = ? and endpoint = ?
        """,
        due.message(),
        due.endpoint());
    tx.update(
        """
        update rollcall.webhook_endpoint set failing_since = null
         where id = ? and failing_since is not null
        """,
        due.endpoint());
  }

  /// Notes an attempt that did not arrive.
  ///
  /// @param again when to send it again; empty for never
  /// @return since when nothing has arrived there; empty where the endpoint was removed meanwhile
  Optional<Instant> failed(Transaction tx, Due due, Attempt attempt, Optional<Instant> again)
      throws SQLException {
    note(tx, due, attempt);
    // A later attempt, a replay or the endpoint's end may have settled it otherwise meanwhile.
    tx.update(
        """
        update rollcall.webhook_delivery
           set state = ?, next_at = ?, claimed_until = '-infinity', retries = retries + 1
         where message = ? and endpoint = ? and attempts = ? and retries = ? and state = 'waiting'
        """,
        again.isPresent() ? "waiting" : "failed",
        again.orElse(attempt.at()),
        due.message(),
        due.endpoint(),
        due.attempt(),
        due.retries());
    tx.update(
        """
        update rollcall.webhook_endpoint set failing_since = ?
         where id = ? and enabled and failing_since is null
        """,
        attempt.at(),
        due.endpoint());
    return tx.one(
            "select failing_since from rollcall.webhook_endpoint where id = ? and enabled",
            row -> Optional.ofNullable(Columns.time(row, "failing_since")),
            due.endpoint())
        .flatMap(since -> since);
  }

  /// Tells an endpoint nothing more; false where it was told nothing before.
  static boolean disable(Transaction tx, String endpoint, String reason) throws SQLException {
    boolean changed =
        tx.update(
                """
                update rollcall.webhook_endpoint set enabled = false, disabled_reason = ?
                 where id = ? and enabled
                """,
                reason,
                endpoint)
            == 1;
    tx.update(
        """
        update rollcall.webhook_delivery set state = 'failed'
         where endpoint = ? and state = 'waiting'
        """,
        endpoint);
    return changed;
  }

  private static void note(Transaction tx, Due due, Attempt attempt) throws SQLException {
    // From what is there: the message or the endpoint may have been removed meanwhile.
    tx.update(
        """
        insert into rollcall.webhook_attempt
               (message, endpoint, number, at, status, failure, duration_millis, response)
        select message, endpoint, ?, ?, ?::int, ?, ?, ?
          from rollcall.webhook_delivery where message = ? and endpoint = ?
        on conflict do nothing
        """,
        attempt.number(),
        attempt.at(),
        attempt.status(),
        attempt.failure(),
        attempt.durationMillis(),
        attempt.response(),
        due.message(),
        due.endpoint());
  }

  private static Due due(ResultSet row) throws SQLException {
    return new Due(
        row.getLong("message"),
        Columns.text(row, "message_id"),
        Columns.text(row, "endpoint"),
        row.getInt("attempts"),
        row.getInt("retries"),
        Columns.text(row, "url"),
        row.getBytes("secret"),
        row.getBytes("previous_secret"),
        Columns.text(row, "type"),
        Columns.text(row, "data"));
  }
}

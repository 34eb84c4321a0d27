package dev.rollcall.auth.guard;

import dev.rollcall.auth.guard.Allowance.Allowed;
import dev.rollcall.auth.guard.Allowance.Wait;
import dev.rollcall.auth.guard.Limit.Rate;
import dev.rollcall.auth.guard.Limit.Rates;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The table `rollcall_auth.rate`: how often somebody may do something. In no span of a limit's
/// length are there more than it allows, whichever servers were asked and whatever was restarted.
public final class Limits {
  private static final Allowance ALLOWED = new Allowed();

  private final Database database;
  private final SubjectHash hash;
  private final LimitPolicy policy;
  private final InstantSource clock;

  /// @param key with which subjects are hashed; a new one forgets what was counted
  public Limits(Database database, Secret key, LimitPolicy policy, InstantSource clock) {
    this.database = database;
    this.hash = new SubjectHash(key);
    this.policy = policy;
    this.clock = clock;
  }

  /// Counts one more, unless it is one too many. Committed at once and on its own, so that what
  /// fails later counts, too: call it before a transaction is opened, not within.
  public Allowance take(Limit limit, Subject subject) {
    Optional<Rates> rates = policy.of(limit);
    if (rates.isEmpty()) {
      return ALLOWED;
    }
    Instant now = clock.instant();
    byte[] hashed = hash.of(limit.wireName(), subject);
    return database.inTransaction(tx ->
        takeOne(tx, limit, rates.get(), hashed, now)
            ? ALLOWED
            : new Wait(wait(tx, limit, rates.get(), hashed, now)));
  }

  /// Forgets what no limit counts any more, at most so many subjects, and answers how many.
  public int forget(int atMost) {
    return database.inTransaction(tx ->
        tx.update(
            """
            delete from rollcall_auth.rate
             where (limit_name, subject) in
                   (select limit_name, subject from rollcall_auth.rate
                     where forget_at <= ? order by forget_at limit ? for update skip locked)
            """,
            clock.instant(),
            atMost));
  }

  private static boolean takeOne(
      Transaction tx, Limit limit, Rates rates, byte[] subject, Instant now) throws SQLException {
    Rate burst = rates.burst();
    Rate sustained = rates.sustained();
    // The row is locked while its condition is looked at, so that of many at once none slips by.
    return tx.update(
            """
            insert into rollcall_auth.rate as r (limit_name, subject, taken, forget_at)
            values (?, ?, array[?::timestamptz], ?)
            on conflict (limit_name, subject) do update
               set taken = array(select t from unnest(r.taken) t where t > ?) || excluded.taken,
                   forget_at = excluded.forget_at
             where (select count(*) filter (where t > ?) < ? and count(*) filter (where t > ?) < ?
                      from unnest(r.taken) t)
            """,
            limit.wireName(),
            subject,
            now,
            now.plus(sustained.span()),
            now.minus(sustained.span()),
            now.minus(burst.span()),
            burst.count(),
            now.minus(sustained.span()),
            sustained.count())
        == 1;
  }

  /// Until so many have left the span that one more finds room, in both spans.
  private static Duration wait(
      Transaction tx, Limit limit, Rates rates, byte[] subject, Instant now) throws SQLException {
    Duration burst = wait(tx, limit, rates.burst(), subject, now);
    Duration sustained = wait(tx, limit, rates.sustained(), subject, now);
    return burst.compareTo(sustained) > 0 ? burst : sustained;
  }

  private static Duration wait(Transaction tx, Limit limit, Rate rate, byte[] subject, Instant now)
      throws SQLException {
    return tx.one(
            """
            select t from rollcall_auth.rate r, unnest(r.taken) t
             where r.limit_name = ? and r.subject = ?
             order by t desc offset ? limit 1
            """,
            row -> Columns.someTime(row, "t"),
            limit.wireName(),
            subject,
            rate.count() - 1)
        .map(last -> Duration.between(now, last.plus(rate.span())))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }
}

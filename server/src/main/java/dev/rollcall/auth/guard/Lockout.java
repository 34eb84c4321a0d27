package dev.rollcall.auth.guard;

import dev.rollcall.auth.guard.Allowance.Allowed;
import dev.rollcall.auth.guard.Allowance.Wait;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The table `rollcall_auth.lockout`: after failures an account waits, each time twice as long, and
/// never for good. It counts by what was typed, so accounts that do not exist answer the same.
public final class Lockout {
  private final Database database;
  private final SubjectHash hash;
  private final Pace pace;
  private final InstantSource clock;

  /// @param key with which accounts are hashed; a new one forgets all failures
  public Lockout(Database database, Secret key, Pace pace, InstantSource clock) {
    this.database = database;
    this.hash = new SubjectHash(key);
    this.pace = pace;
    this.clock = clock;
  }

  /// How fast the wait grows.
  ///
  /// @param free how many failures cost nothing; people mistype
  /// @param first the wait after one more
  /// @param longest no wait is longer
  /// @param forgetAfter how long after the last failure all is forgotten
  public record Pace(int free, Duration first, Duration longest, Duration forgetAfter) {
    public static final Pace USUAL =
        new Pace(2, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofHours(12));

    Duration after(int failures) {
      if (failures <= free) {
        return Duration.ZERO;
      }
      Duration wait = first.multipliedBy(1L << Math.min(failures - free - 1, 20));
      return wait.compareTo(longest) < 0 ? wait : longest;
    }
  }

  /// Whether this account may try now. Nothing is counted.
  public Allowance check(Subject account) {
    Instant now = clock.instant();
    return database
        .inTransaction(tx ->
            tx.one(
                "select failures, failed_at from rollcall_auth.lockout where account = ?",
                row ->
                    Duration.between(
                        now,
                        Columns.someTime(row, "failed_at")
                            .plus(pace.after(row.getInt("failures")))),
                hashed(account)))
        .filter(Duration::isPositive)
        // Longer than that only where the clock was set back.
        .map(wait -> wait.compareTo(pace.longest()) < 0 ? wait : pace.longest())
        .<Allowance>map(Wait::new)
        .orElseGet(Allowed::new);
  }

  /// Counts a failure. Committed at once and on its own; call it outside of transactions.
  public void failed(Subject account) {
    Instant now = clock.instant();
    database.inTransaction(tx ->
        tx.update(
            """
            insert into rollcall_auth.lockout as l (account, failures, failed_at) values (?, 1, ?)
            on conflict (account) do update
               set failures = case when l.failed_at <= ? then 1
                                   else least(l.failures, 1000) + 1 end,
                   failed_at = excluded.failed_at
            """,
            hashed(account),
            now,
            now.minus(pace.forgetAfter())));
  }

  /// Forgets the failures: the account's owner was here.
  public void succeeded(Subject account) {
    database.inTransaction(
        tx -> tx.update("delete from rollcall_auth.lockout where account = ?", hashed(account)));
  }

  /// Forgets what is long ago, at most so many accounts, and answers how many.
  public int forget(int atMost) {
    return database.inTransaction(tx ->
        tx.update(
            """
            delete from rollcall_auth.lockout
             where account in
                   (select account from rollcall_auth.lockout
                     where failed_at <= ? order by failed_at limit ? for update skip locked)
            """,
            clock.instant().minus(pace.forgetAfter()),
            atMost));
  }

  private byte[] hashed(Subject account) {
    return hash.of("lockout", account);
  }
}

package dev.rollcall.auth.guard;

import dev.rollcall.auth.guard.Allowance.Allowed;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;

/// Limits, the lock and the record of one project, for the doors to its accounts.
public final class Guard {
  private static final Duration KEEP_NOTES = Duration.ofDays(90);

  private final Limits limits;
  private final LimitPolicy policy;
  private final Lockout lockout;
  private final boolean locks;
  private final Audit audit;
  private final AuditView notes;
  private final SubjectHash hash;

  private Guard(
      Database database, Secret key, LimitPolicy policy, boolean locks, InstantSource clock) {
    this.limits = new Limits(database, key, policy, clock);
    this.policy = policy;
    this.lockout = new Lockout(database, key, Lockout.Pace.USUAL, clock);
    this.locks = locks;
    this.audit = new Audit(clock);
    this.notes = new AuditView(database, clock);
    this.hash = new SubjectHash(key);
  }

  /// @param key with which subjects are hashed; a new one forgets what was counted
  public static Guard strict(
      Database database, Secret key, LimitPolicy policy, InstantSource clock) {
    return new Guard(database, key, policy, true, clock);
  }

  /// Writes down what happens, and lets everybody come as often as they like: on one's own machine
  /// nobody is a stranger.
  public static Guard lenient(Database database, Secret key, InstantSource clock) {
    return new Guard(database, key, LimitPolicy.NONE, false, clock);
  }

  /// Counts one more, unless it is one too many; outside of transactions.
  public Allowance take(Limit limit, Subject subject) {
    return limits.take(limit, subject);
  }

  /// Whether this is limited at all.
  public boolean knows(Limit limit) {
    return policy.of(limit).isPresent();
  }

  /// Whether somebody may try a password for this address; counts the try.
  ///
  /// @param address as it was typed; whether anybody has it makes no difference
  public Allowance tryPassword(String address) {
    Subject subject = Subject.email(address);
    Allowance unlocked = locks ? lockout.check(subject) : new Allowed();
    return unlocked instanceof Allowed ? take(Limit.LOGIN_PER_ACCOUNT, subject) : unlocked;
  }

  /// The password was wrong.
  public void failed(String address) {
    if (locks) {
      lockout.failed(Subject.email(address));
    }
  }

  /// The address's owner was here.
  public void succeeded(String address) {
    if (locks) {
      lockout.succeeded(Subject.email(address));
    }
  }

  public void note(Transaction tx, AuditNote note) throws SQLException {
    audit.note(tx, note);
  }

  /// Writes a note down unless the very same stands there already.
  ///
  /// @param within how far back that counts
  public void noteOnce(Transaction tx, AuditNote note, Duration within) throws SQLException {
    audit.noteOnce(tx, note, within);
  }

  /// Takes out of what was written down what leads to a person: addresses that requests came from,
  /// and details.
  public int erase(Transaction tx, String accountId, Collection<String> addresses)
      throws SQLException {
    return audit.erase(tx, accountId, addresses.stream().map(this::alias).toList());
  }

  /// How notes call an address, so that tries for the same one can be told from others.
  public String alias(String address) {
    return HexFormat.of().formatHex(hash.of("audit", Subject.email(address)), 0, 8);
  }

  /// What was written down.
  public AuditView notes() {
    return notes;
  }

  /// Forgets what counts no more and is old, at most so much of each, and answers how much.
  public int forget(int atMost) {
    return limits.forget(atMost) + lockout.forget(atMost) + notes.forget(KEEP_NOTES, atMost);
  }
}

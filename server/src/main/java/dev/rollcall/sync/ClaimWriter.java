package dev.rollcall.sync;

import dev.rollcall.feed.ChangeFeed;
import dev.rollcall.feed.ChangeType;
import dev.rollcall.inbox.Inbox;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.Payloads;
import dev.rollcall.inbox.Settled;
import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.FieldPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Writes a batch of claims: rows, changes and settled entries in the caller's transaction. A batch
/// that Postgres refuses is halved until the one entry that is at fault stands alone; that one is
/// quarantined, the others are applied.
final class ClaimWriter {
  private static final Duration LOCKED_WAIT = Duration.ofMillis(200);
  private static final Duration LOOK_AT_TABLE_EVERY = Duration.ofSeconds(10);

  private final UsersSync usersSync;
  private final UsersSyncTable table;
  private final Removal removal;
  private final Inbox inbox;
  private final ChangeFeed feed;
  private final Supplier<FieldPolicy> fields;
  private final Payloads payloads = new Payloads();
  private volatile Instant lookAtTable = Instant.MIN;

  ClaimWriter(
      UsersSync usersSync,
      UsersSyncTable table,
      Removal removal,
      Inbox inbox,
      ChangeFeed feed,
      Supplier<FieldPolicy> fields) {
    this.fields = fields;
    this.usersSync = usersSync;
    this.table = table;
    this.removal = removal;
    this.inbox = inbox;
    this.feed = feed;
  }

  /// @throws TableAlteredException if the table is not as it should be; nothing of the batch may be
  ///   kept then
  /// @throws SQLException if Postgres is away; the same
  void write(Transaction tx, List<ClaimedEntry> entries, Instant now) throws SQLException {
    // Not every alteration makes a statement fail: a column of another type may take the value.
    if (!entries.isEmpty() && !now.isBefore(lookAtTable)) {
      checkTable(tx);
      lookAtTable = now.plus(LOOK_AT_TABLE_EVERY);
    }
    writeOrHalve(tx, entries, now);
  }

  /// @throws TableAlteredException if the table is not as it should be
  void checkTable(Transaction tx) throws SQLException {
    Optional<String> problem = table.problem(tx);
    if (problem.isPresent()) {
      throw new TableAlteredException(problem.get());
    }
  }

  private void writeOrHalve(Transaction tx, List<ClaimedEntry> entries, Instant now)
      throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    try {
      tx.undoIfItFails(() -> writeUnlocked(tx, entries, now));
    } catch (SQLException refused) {
      SqlFailure meaning = Transaction.meaning(refused);
      if (meaning == SqlFailure.SHAPE) {
        checkTable(tx);
      }
      if (meaning != SqlFailure.DATA) {
        throw refused;
      }
      if (entries.size() == 1) {
        quarantine(tx, entries.getFirst(), refused, now);
        return;
      }
      int half = entries.size() / 2;
      writeOrHalve(tx, entries.subList(0, half), now);
      writeOrHalve(tx, entries.subList(half, entries.size()), now);
    }
  }

  private void writeUnlocked(Transaction tx, List<ClaimedEntry> entries, Instant now)
      throws SQLException {
    Set<String> locked = usersSync.lock(tx, userIds(entries));
    List<ClaimedEntry> free = new ArrayList<>();
    List<Long> held = new ArrayList<>();
    for (ClaimedEntry entry : entries) {
      if (locked.contains(entry.claim().userId())) {
        held.add(entry.number());
      } else {
        free.add(entry);
      }
    }
    inbox.postpone(
        tx, held, "The user's row is locked by another transaction", now.plus(LOCKED_WAIT));
    writeFree(tx, free, now);
  }

  private void writeFree(Transaction tx, List<ClaimedEntry> entries, Instant now)
      throws SQLException {
    Rounds rounds = new Rounds(entries);
    Set<Claim> won = new HashSet<>();
    Changed all = Changed.NOTHING;
    for (List<Upsert> round : rounds.upserts) {
      Changed changed = usersSync.put(tx, round);
      round.stream().filter(upsert -> changed.contains(upsert.userId())).forEach(won::add);
      all = all.and(changed);
    }
    Changed deleted = usersSync.markDeleted(tx, rounds.deletions);
    rounds.deletions.stream()
        .filter(deletion -> deleted.contains(deletion.userId()))
        .forEach(won::add);
    announce(tx, all.and(deleted), now);
    removal.removeAtOnce(tx, deleted.deleted(), now);
    List<Settled> settled = settled(entries, won);
    settle(tx, settled, now);
  }

  /// Settles entries. A project that does not store all fields keeps no payloads either, but of
  /// what is to be looked at.
  void settle(Transaction tx, List<Settled> settled, Instant now) throws SQLException {
    inbox.settle(tx, settled, now);
    if (fields.get().keepsAll()) {
      dropErased(tx, settled);
    } else {
      List<Long> numbers =
          settled.stream()
              .filter(one -> one.outcome() != Outcome.QUARANTINED)
              .map(Settled::number)
              .toList();
      payloads.drop(tx, numbers, null);
    }
  }

  /// What a provider still says of an erased user changes nothing, and is not kept.
  private void dropErased(Transaction tx, List<Settled> settled) throws SQLException {
    List<Settled> late =
        settled.stream().filter(one -> one.outcome() == Outcome.SUPERSEDED).toList();
    if (late.isEmpty()) {
      return;
    }
    Set<String> erased =
        usersSync.erased(
            tx, late.stream().map(Settled::userId).filter(Objects::nonNull).distinct().toList());
    List<Long> numbers =
        late.stream().filter(one -> erased.contains(one.userId())).map(Settled::number).toList();
    payloads.drop(tx, numbers, Erasure.REASON);
  }

  /// Writes one claim that has no entry in the inbox. Waits for a locked row, up to the
  /// transaction's `lock_timeout`.
  boolean writeNow(Transaction tx, Claim claim, Instant now) throws SQLException {
    try {
      Changed changed =
          switch (claim) {
            case Upsert upsert -> usersSync.putOwn(tx, upsert.less(fields.get()));
            case Deletion deletion -> usersSync.markDeleted(tx, List.of(deletion));
          };
      announce(tx, changed, now);
      removal.removeAtOnce(tx, changed.deleted(), now);
      return changed.contains(claim.userId());
    } catch (SQLException refused) {
      throw altered(refused);
    }
  }

  /// Writes a record that was asked for, and that no entry in the inbox is about. The caller has
  /// locked the row.
  void writeFetched(Transaction tx, Upsert upsert, Instant now) throws SQLException {
    try {
      announce(tx, usersSync.put(tx, List.of(upsert)), now);
    } catch (SQLException refused) {
      throw altered(refused);
    }
  }

  /// Makes rows for users who have none, and answers whose.
  Set<String> makeNow(Transaction tx, List<Upsert> upserts, Instant now) throws SQLException {
    try {
      FieldPolicy stored = fields.get();
      Set<String> made =
          usersSync.make(tx, upserts.stream().map(upsert -> upsert.less(stored)).toList());
      feed.append(tx, ChangeType.CREATED, made, now);
      return made;
    } catch (SQLException refused) {
      throw altered(refused);
    }
  }

  private static SQLException altered(SQLException refused) {
    if (Transaction.meaning(refused) == SqlFailure.SHAPE) {
      throw new TableAlteredException(
          "The table of synced users was altered, so nothing can be written: see the status");
    }
    return refused;
  }

  Set<String> dead(Transaction tx, List<String> userIds) throws SQLException {
    try {
      return usersSync.dead(tx, userIds);
    } catch (SQLException refused) {
      throw altered(refused);
    }
  }

  void hold(Transaction tx, String userId) throws SQLException {
    usersSync.hold(tx, userId);
  }

  void note(Transaction tx, String userId, String key, long value) throws SQLException {
    usersSync.note(tx, userId, key, value);
  }

  void announce(Transaction tx, Changed changed, Instant now) throws SQLException {
    Set<String> updated = new HashSet<>(changed.changed());
    updated.removeAll(changed.made());
    feed.append(tx, ChangeType.CREATED, changed.made(), now);
    feed.append(tx, ChangeType.UPDATED, updated, now);
    feed.append(tx, ChangeType.DELETED, changed.deleted(), now);
  }

  private static List<Settled> settled(List<ClaimedEntry> entries, Set<Claim> won) {
    List<Settled> settled = new ArrayList<>();
    for (ClaimedEntry entry : entries) {
      // Of entries that claim exactly the same, the first is the one that was applied.
      Outcome outcome = won.remove(entry.claim()) ? Outcome.APPLIED : Outcome.SUPERSEDED;
      settled.add(new Settled(entry.number(), outcome, entry.claim().userId(), null));
    }
    return settled;
  }

  private void quarantine(Transaction tx, ClaimedEntry entry, SQLException refused, Instant now)
      throws SQLException {
    // An altered table refuses everybody, and is nobody's fault but the table's.
    checkTable(tx);
    String reason =
        "Postgres refused the user: " + firstLine(refused) + " (" + refused.getSQLState() + ")";
    inbox.settle(tx, List.of(new Settled(entry.number(), Outcome.QUARANTINED, null, reason)), now);
  }

  private static String firstLine(SQLException refused) {
    String message = refused.getMessage();
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }

  private static List<String> userIds(List<ClaimedEntry> entries) {
    return entries.stream().map(entry -> entry.claim().userId()).distinct().toList();
  }
}

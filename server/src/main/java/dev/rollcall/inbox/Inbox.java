package dev.rollcall.inbox;

import dev.rollcall.fail.FailPoints;
import dev.rollcall.fail.FailPoints.Step;
import dev.rollcall.inbox.Lookup.Kind;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.ProviderId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The table `rollcall.inbox`. An event is stored once however often it is delivered, and worked on
/// by one applier at a time, in whichever process.
public final class Inbox {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final InboxWatch watch;
  private final FailPoints fail;

  public Inbox() {
    this(InboxWatch.NOBODY, FailPoints.NONE);
  }

  public Inbox(InboxWatch watch, FailPoints fail) {
    this.watch = watch;
    this.fail = fail;
  }

  /// Stores events, all or none, and answers the keys of those that were not there yet.
  public Set<String> receive(Transaction tx, List<NewEntry> entries, Instant now)
      throws SQLException {
    fail.at(Step.RECEIVED);
    Set<String> fresh =
        new HashSet<>(
            tx.all(
                """
                insert into rollcall.inbox (provider, event_id, payload, received_at, due_at)
                select provider, event_id, payload, ?, ?
                  from unnest(?, ?, ?) as e (provider, event_id, payload)
                on conflict (provider, event_id) do nothing
                returning provider || ' ' || event_id as key
                """,
                row -> Columns.text(row, "key"),
                now,
                now,
                SqlArray.texts(entries.stream().map(entry -> entry.provider().value()).toList()),
                SqlArray.texts(entries.stream().map(entry -> entry.event().eventId()).toList()),
                SqlArray.bytes(entries.stream().map(entry -> entry.event().payload()).toList())));
    Map<ProviderId, List<NewEntry>> came =
        entries.stream().collect(Collectors.groupingBy(NewEntry::provider));
    came.forEach((provider, all) -> {
      int isNew = (int) all.stream().filter(entry -> fresh.contains(entry.key())).count();
      tx.onceCommitted(() -> watch.came(provider, isNew, all.size() - isNew));
    });
    tx.onceCommitted(() -> fail.at(Step.STORED));
    return fresh;
  }

  /// Claims entries that are due and can be read, oldest first. Other appliers skip them until this
  /// transaction ends.
  ///
  /// @param from what was due before is not looked for
  public Batch claim(Transaction tx, int limit, Instant from, Instant now) throws SQLException {
    Batch claimed = Batch.claim(tx, limit, from, now);
    if (!claimed.entries().isEmpty()) {
      fail.at(Step.CLAIMED);
    }
    return claimed;
  }

  /// Claims entries for which the provider must be asked, by a lease: they are due again at
  /// `leaseEnd`, should this process not live to settle them. No transaction stays open meanwhile.
  public List<Lookup> claimLookups(Transaction tx, int limit, Instant now, Instant leaseEnd)
      throws SQLException {
    return tx.all(
        """
        update rollcall.inbox
           set due_at = ?
         where number in (
           select number from rollcall.inbox
            where %s
            order by due_at, number
            limit ?
              for update skip locked)
        returning number, provider, look_up, user_id, received_at, attempts
        """
            .formatted(Waiting.TO_LOOK_UP.due()),
        row ->
            new Lookup(
                row.getLong("number"),
                new ProviderId(Columns.text(row, "provider")),
                Kind.of(Columns.text(row, "look_up")),
                Columns.text(row, "user_id"),
                Columns.someTime(row, "received_at"),
                row.getInt("attempts")),
        leaseEnd,
        now,
        now.plus(Waiting.NEVER),
        limit);
  }

  /// Keeps claimed look-ups for longer, those that were neither settled nor put back since.
  ///
  /// @param leaseEnd as it was claimed or kept last
  public int keepLookups(Transaction tx, List<Long> numbers, Instant leaseEnd, Instant later)
      throws SQLException {
    return tx.update(
        """
        update rollcall.inbox set due_at = ?
         where number = any (?) and due_at = ? and settled_at is null
        """,
        later,
        SqlArray.longs(numbers),
        leaseEnd);
  }

  /// Notes that the provider must be asked before this entry can be applied, as soon as may be.
  public void lookUp(Transaction tx, long number, Kind kind, String target, Instant now)
      throws SQLException {
    tx.update(
        """
        update rollcall.inbox set look_up = ?, user_id = ?, due_at = least(due_at, ?)
         where number = ?
        """,
        kind.wireName,
        target,
        now,
        number);
  }

  /// Puts a look-up into the inbox for each of several users, in the name of one entry about them
  /// all.
  public void spread(Transaction tx, Lookup scope, List<String> userIds, Instant now)
      throws SQLException {
    tx.update(
        """
        insert into rollcall.inbox
               (provider, event_id, payload, received_at, due_at, user_id, look_up, derived)
        select i.provider, i.event_id || ':' || u.id, i.payload, i.received_at, ?, u.id, 'user', true
          from rollcall.inbox i, unnest(?) as u (id)
         where i.number = ?
        on conflict (provider, event_id) do nothing
        """,
        now,
        SqlArray.texts(userIds),
        scope.number());
  }

  /// Puts a look-up into the inbox for each user that a listing did not hold.
  ///
  /// @param listing tells this listing from others, such as `comparison:7`
  public void suspect(
      Transaction tx, ProviderId provider, String listing, List<String> userIds, Instant now)
      throws SQLException {
    tx.update(
        """
        insert into rollcall.inbox
               (provider, event_id, payload, received_at, due_at, user_id, look_up, derived)
        select ?, ? || ':' || u.id, '{}', ?, ?, u.id, 'deleted user', true
          from unnest(?) as u (id)
        on conflict (provider, event_id) do nothing
        """,
        provider.value(),
        listing,
        now,
        now,
        SqlArray.texts(userIds));
  }

  /// How many of the look-ups of [#suspect] are still open.
  public long openSuspicions(Transaction tx, String listing) throws SQLException {
    return tx.number(
        """
        select count(*) from rollcall.inbox
         where settled_at is null and look_up = 'deleted user' and starts_with(event_id, ?)
        """,
        listing + ":");
  }

  /// How many of them turned out to be deletions.
  public long confirmedSuspicions(Transaction tx, String listing) throws SQLException {
    return tx.number(
        """
        select count(*) from rollcall.inbox
         where outcome = 'applied' and look_up = 'deleted user' and starts_with(event_id, ?)
        """,
        listing + ":");
  }

  public void settle(Transaction tx, List<Settled> settled, Instant now) throws SQLException {
    if (settled.isEmpty()) {
      return;
    }
    fail.at(Step.APPLIED);
    List<Runnable> ends =
        tx.all(
            """
            update rollcall.inbox i
               set settled_at = ?, outcome = s.outcome, reason = s.reason,
                   user_id = coalesce(s.user_id, i.user_id)
              from unnest(?, ?, ?, ?) as s (number, outcome, user_id, reason)
             where i.number = s.number
            returning i.provider, i.outcome, i.received_at, i.derived
            """,
            this::end,
            now,
            SqlArray.longs(settled.stream().map(Settled::number).toList()),
            SqlArray.texts(settled.stream().map(entry -> entry.outcome().wireName()).toList()),
            SqlArray.texts(settled.stream().map(Settled::userId).toList()),
            SqlArray.texts(settled.stream().map(Settled::reason).toList()));
    fail.at(Step.SETTLED);
    tx.onceCommitted(() -> fail.at(Step.COMMITTED));
    tx.onceCommitted(() -> ends.forEach(Runnable::run));
  }

  private Runnable end(ResultSet row) throws SQLException {
    if (row.getBoolean("derived")) {
      return () -> {};
    }
    ProviderId provider = new ProviderId(Columns.text(row, "provider"));
    Outcome outcome = Outcome.of(Columns.text(row, "outcome"));
    Instant receivedAt = Columns.someTime(row, "received_at");
    return () -> watch.settled(provider, outcome, receivedAt);
  }

  /// Puts entries back, to be claimed again at `dueAt`.
  ///
  /// @param reason a sentence that `event show` prints
  public void postpone(Transaction tx, List<Long> numbers, String reason, Instant dueAt)
      throws SQLException {
    if (numbers.isEmpty()) {
      return;
    }
    tx.update(
        """
        update rollcall.inbox
           set attempts = attempts + 1, reason = ?, due_at = ?
         where number = any (?)
        """,
        reason,
        dueAt,
        SqlArray.longs(numbers));
  }

  /// How long an entry waits after so many attempts: a quarter of a second, doubled each time, at
  /// most ten minutes.
  public static Duration waitAfter(int attempts) {
    Duration wait = Duration.ofMillis(250L << Math.min(attempts, 20));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  /// Deletes settled entries from before `before`, quarantined ones excepted, and answers how many.
  public int forget(Transaction tx, Instant before) throws SQLException {
    return tx.update(
        "delete from rollcall.inbox where settled_at < ? and outcome <> 'quarantined'", before);
  }
}

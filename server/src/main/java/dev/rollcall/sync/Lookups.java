package dev.rollcall.sync;

import dev.rollcall.inbox.Inbox;
import dev.rollcall.inbox.Lookup;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.Settled;
import dev.rollcall.inbox.Waiting;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Asks the provider about users of whom an event said only that something changed, and applies
/// what it answers. No transaction is open while the provider is asked.
public final class Lookups {
  private static final int LARGEST_BATCH = 200;
  private static final Duration LEASE = Duration.ofSeconds(6);

  /// How long a statement waits for a lock before the batch is done again.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Database database;
  private final Inbox inbox;
  private final Supplier<Connector> connector;
  private final UsersSync usersSync;
  private final ClaimWriter writer;
  private final InstantSource clock;
  private final AtomicReference<Round> underWay = new AtomicReference<>(Round.NONE);

  Lookups(
      Database database,
      Inbox inbox,
      Supplier<Connector> connector,
      UsersSync usersSync,
      ClaimWriter writer,
      InstantSource clock) {
    this.database = database;
    this.inbox = inbox;
    this.connector = connector;
    this.usersSync = usersSync;
    this.writer = writer;
    this.clock = clock;
  }

  /// The entries about which the provider is being asked, and until when they are ours.
  private record Round(List<Long> numbers, Instant leaseEnd) {
    static final Round NONE = new Round(List.of(), Instant.EPOCH);
  }

  /// Keeps the claims of a round that takes long. What a server claimed that died meanwhile is due
  /// again soon.
  public void renew() {
    Round round = underWay.get();
    Instant later = leaseEnd(clock.instant());
    if (!round.numbers().isEmpty() && later.isAfter(round.leaseEnd())) {
      database.inTransaction(tx -> inbox.keepLookups(tx, round.numbers(), round.leaseEnd(), later));
      underWay.compareAndSet(round, new Round(round.numbers(), later));
    }
  }

  /// When [#lookUpNext] has something to do next; empty where nothing waits.
  public Optional<Instant> due(Transaction tx) throws SQLException {
    return Waiting.TO_LOOK_UP.due(tx, clock.instant());
  }

  /// Asks about the users that are due, up to a batch of them, and answers how many entries it
  /// claimed.
  public int lookUpNext() {
    Instant now = clock.instant();
    List<Lookup> claimed =
        database.inTransaction(tx -> inbox.claimLookups(tx, LARGEST_BATCH, now, leaseEnd(now)));
    if (claimed.isEmpty()) {
      return 0;
    }
    underWay.set(new Round(claimed.stream().map(Lookup::number).toList(), leaseEnd(now)));
    try {
      lookUp(claimed);
    } finally {
      underWay.set(Round.NONE);
    }
    return claimed.size();
  }

  /// As exact as Postgres keeps it, so that it can be compared.
  private static Instant leaseEnd(Instant now) {
    return now.plus(LEASE).truncatedTo(ChronoUnit.MILLIS);
  }

  private void lookUp(List<Lookup> claimed) {
    Connector speaker = connector.get();
    List<Lookup> users = new ArrayList<>();
    for (Lookup lookup : claimed) {
      if (!lookup.provider().equals(speaker.provider())) {
        postpone(lookup, "It came from a provider that is no longer connected", Optional.empty());
      } else if (lookup.kind() == Lookup.Kind.SCOPE) {
        spread(speaker, lookup);
      } else {
        users.add(lookup);
      }
    }
    FetchRound round = FetchRound.ask(speaker, users, live(users));
    database.inTransaction(tx -> {
      UsersSync.prepare(tx, PATIENCE);
      apply(tx, users, round);
      return users.size();
    });
  }

  /// When the last listing ended, on the provider's clock: what was read before may be old news.
  static Optional<Instant> lastListing(Transaction tx) throws SQLException {
    return tx.one(
        "select finished_at from rollcall.listing_mark",
        row -> Columns.someTime(row, "finished_at"));
  }

  private Set<String> live(List<Lookup> lookups) {
    List<String> ids = lookups.stream().map(Lookup::target).distinct().toList();
    return database.inTransaction(tx -> usersSync.live(tx, ids));
  }

  private void spread(Connector speaker, Lookup scope) {
    try {
      List<String> members = speaker.members(scope.target());
      database.inTransaction(tx -> {
        Instant now = clock.instant();
        inbox.spread(tx, scope, members, now);
        String reason = "Spread to " + members.size() + " users, each with an entry of its own";
        inbox.settle(tx, List.of(new Settled(scope.number(), Outcome.APPLIED, null, reason)), now);
        return members.size();
      });
    } catch (ProviderUnavailableException unavailable) {
      postpone(
          scope,
          unavailable.answer().reason(),
          Optional.ofNullable(unavailable.answer().retryAfter()));
    }
  }

  private void apply(Transaction tx, List<Lookup> lookups, FetchRound round) throws SQLException {
    Instant now = clock.instant();
    Optional<Instant> listed = lastListing(tx);
    Map<String, FetchedUser> answers = round.answers();
    List<ClaimedEntry> claimed = new ArrayList<>();
    for (Lookup lookup : lookups) {
      FetchedUser answer = answers.getOrDefault(lookup.target(), new NoAnswer("Not asked"));
      switch (answer) {
        case Found(var user, var readAt) -> {
          if (user.version() == null && listed.isPresent() && readAt.isBefore(listed.get())) {
            // The listing may have seen something newer than this look did.
            inbox.postpone(tx, List.of(lookup.number()), "A listing ended meanwhile", now);
          } else {
            claimed.add(new ClaimedEntry(lookup.number(), Upsert.fromFetch(user, readAt)));
          }
        }
        case Missing(var readAt) -> {
          if (round.believes(lookup)) {
            boolean said = lookup.kind() == Lookup.Kind.DELETED_USER;
            claimed.add(
                new ClaimedEntry(
                    lookup.number(), new Deletion(lookup.target(), readAt, true, said)));
          } else {
            postpone(tx, lookup, round.doubt(), Optional.empty(), now);
          }
        }
        case NoAnswer(var reason, var retryAfter, _) ->
            postpone(tx, lookup, reason, Optional.ofNullable(retryAfter), now);
      }
    }
    writer.write(tx, claimed, now);
  }

  private void postpone(Lookup lookup, String reason, Optional<Duration> atLeast) {
    database.inTransaction(tx -> {
      postpone(tx, lookup, reason, atLeast, clock.instant());
      return true;
    });
  }

  private void postpone(
      Transaction tx, Lookup lookup, String reason, Optional<Duration> atLeast, Instant now)
      throws SQLException {
    Duration wait = Inbox.waitAfter(lookup.attempts());
    if (atLeast.isPresent() && atLeast.get().compareTo(wait) > 0) {
      wait = atLeast.get();
    }
    inbox.postpone(tx, List.of(lookup.number()), reason, now.plus(wait));
  }
}

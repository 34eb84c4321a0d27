package dev.rollcall.inbox;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.PulledEvents;
import dev.rollcall.provider.PulledEvents.Pulled;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Asks a provider for its news and writes them into the inbox, together with where to go on.
public final class Puller {
  private final Database database;
  private final Inbox inbox;
  private final InstantSource clock;
  private final AtomicReference<Known> known = new AtomicReference<>(Known.NOTHING);

  public Puller(Database database, Inbox inbox, InstantSource clock) {
    this.database = database;
    this.inbox = inbox;
    this.clock = clock;
  }

  /// What one pull came to.
  public sealed interface Outcome {

    /// @param fresh how many events were new
    /// @param more true where the next pull need not wait
    record Heard(int fresh, boolean more) implements Outcome {}

    record Unheard(NoAnswer answer) implements Outcome {}
  }

  /// A cursor as it stands in Postgres.
  private record Known(String provider, Optional<String> cursor) {
    static final Known NOTHING = new Known("", Optional.empty());
  }

  /// Pulls once. Postgres is asked for the cursor once, and told of it when there is something new.
  public Outcome pull(Connector connector) {
    String provider = connector.provider().value();
    Known before = known.get();
    if (!before.provider().equals(provider)) {
      before = database.reading(tx -> read(tx, provider));
      known.set(before);
    }
    PulledEvents answer = connector.pull(before.cursor().orElse(null));
    return switch (answer) {
      case NoAnswer none -> new Outcome.Unheard(none);
      case Pulled pulled ->
          new Outcome.Heard(store(connector, pulled, before.cursor()), pulled.more());
    };
  }

  /// Forgets the cursor, which another server may move now.
  public void forget() {
    known.set(Known.NOTHING);
  }

  /// Reads the cursor again: the database may have been restored to an older state.
  public void check(Transaction tx) throws SQLException {
    Known before = known.get();
    if (!before.equals(Known.NOTHING)) {
      Known now = read(tx, before.provider());
      known.compareAndSet(before, now);
    }
  }

  private static Known read(Transaction tx, String provider) throws SQLException {
    return new Known(
        provider,
        tx.one(
            "select cursor from rollcall.pull_cursor where provider = ?",
            row -> Columns.text(row, "cursor"),
            provider));
  }

  private int store(Connector connector, Pulled pulled, Optional<String> before) {
    if (pulled.events().isEmpty() && before.filter(pulled.cursor()::equals).isPresent()) {
      return 0;
    }
    List<NewEntry> entries =
        pulled.events().stream().map(event -> new NewEntry(connector.provider(), event)).toList();
    int count =
        database.inTransaction(tx -> {
          // Should we be cut off without a word, nobody must wait for these keys for hours.
          tx.script("set local idle_in_transaction_session_timeout = '15s'");
          Instant now = clock.instant();
          Set<String> fresh = entries.isEmpty() ? Set.of() : inbox.receive(tx, entries, now);
          tx.update(
              """
              insert into rollcall.pull_cursor (provider, cursor, pulled_at) values (?, ?, ?)
              on conflict (provider) do update
                 set cursor = excluded.cursor, pulled_at = excluded.pulled_at
              """,
              connector.provider().value(),
              pulled.cursor(),
              now);
          return fresh.size();
        });
    known.set(new Known(connector.provider().value(), Optional.of(pulled.cursor())));
    return count;
  }
}

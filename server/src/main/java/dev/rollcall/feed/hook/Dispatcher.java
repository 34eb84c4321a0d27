package dev.rollcall.feed.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.SignedHeaders;
import dev.rollcall.secret.UnreadableSecretException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends messages to endpoints, at least once each, in no particular order. An endpoint gets a few
/// at once and no more, so that a slow one holds up no other.
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /// So many messages are under way to one endpoint at once.
  static final int AT_ONCE = 8;

  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  private final Database database;
  private final SigningSecrets secrets;
  private final PinnedCaller caller;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final Runnable settled;
  private final Deliveries deliveries = new Deliveries();
  private final UnderWay underWay = new UnderWay();
  // However many answers come at once, noting them takes one of the project's connections.
  private final ReentrantLock noting = new ReentrantLock();
  private volatile boolean closing;

  /// @param settled told after each attempt; more may be due then
  Dispatcher(
      Database database,
      SigningSecrets secrets,
      PinnedCaller caller,
      RetrySchedule schedule,
      InstantSource clock,
      Runnable settled) {
    this.database = database;
    this.secrets = secrets;
    this.caller = caller;
    this.schedule = schedule;
    this.clock = clock;
    this.settled = settled;
  }

  /// Begins to send what is due and answers how much that was, without waiting for the answers. For
  /// one thread at a time.
  ///
  /// @throws DatabaseException if Postgres is away
  public int sendNext() {
    List<Due> due =
        database.inTransaction(
            tx -> deliveries.claim(tx, underWay.counts(), AT_ONCE, clock.instant()));
    for (Due one : due) {
      underWay.begin(one);
      Thread.ofVirtual().name("webhook " + one.messageId()).start(() -> send(one));
    }
    return due.size();
  }

  /// When [#sendNext] has something to do next; empty where nothing waits.
  public Optional<Instant> due(Transaction tx) throws SQLException {
    return deliveries.due(tx);
  }

  /// Keeps the claims of what is under way. What a server claimed that died meanwhile is sent by
  /// another one soon.
  public void renew() {
    List<Due> all = underWay.all();
    if (!all.isEmpty()) {
      database.inTransaction(tx -> deliveries.renew(tx, all, clock.instant()));
    }
  }

  /// True once all that was begun has been settled; false where it takes longer than `patience`.
  public boolean awaitSettled(Duration patience) throws InterruptedException {
    return underWay.awaitNone(patience);
  }

  /// Waits a moment for answers, then ends what is still under way: that is sent again by whoever
  /// is there when its claim has ended.
  @Override
  public void close() {
    try {
      awaitSettled(LAST_ANSWERS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    closing = true;
    caller.close();
  }

  private void send(Due due) {
    try {
      Instant begun = clock.instant();
      Outcome outcome = outcome(due, begun);
      if (!closing || outcome.attempt().status() != null) {
        settle(due, outcome);
      }
    } catch (DatabaseException away) {
      LOG.warn(
          "webhook message={} endpoint={} attempt={} could not be noted and may be sent again: {}",
          due.messageId(),
          due.endpoint(),
          due.attempt(),
          away.reason());
    } finally {
      underWay.end(due);
      settled.run();
    }
  }

  /// @param asked what `Retry-After` said
  private record Outcome(Attempt attempt, Optional<Duration> asked) {}

  private Outcome outcome(Due due, Instant begun) {
    try {
      byte[] body = due.body();
      HttpAnswer answer =
          caller.post(
              URI.create(due.url()),
              SignedHeaders.of(
                  due.messageId(),
                  begun,
                  body,
                  secrets.open(due.endpoint(), due.sealed(), due.sealedBefore())),
              body);
      return new Outcome(
          attempt(due, begun, answer.status(), null, excerpt(answer)), answer.retryAfter());
    } catch (HttpFailure failure) {
      return failure(due, begun, String.valueOf(failure.getMessage()));
    } catch (UnreadableSecretException unreadable) {
      return failure(due, begun, "The endpoint's secret cannot be read with this master key");
    }
  }

  private Outcome failure(Due due, Instant begun, String reason) {
    return new Outcome(attempt(due, begun, null, reason, null), Optional.empty());
  }

  private Attempt attempt(
      Due due,
      Instant begun,
      @Nullable Integer status,
      @Nullable String failure,
      @Nullable String response) {
    long millis = Duration.between(begun, clock.instant()).toMillis();
    return new Attempt(due.attempt(), begun, status, failure, millis, response);
  }

  /// Postgres takes no NUL, and a terminal should not take control characters.
  private static String excerpt(HttpAnswer answer) {
    return new String(answer.body(), UTF_8).replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
  }

  private void settle(Due due, Outcome outcome) {
    Attempt attempt = outcome.attempt();
    noting.lock();
    try {
      database.inTransaction(tx -> {
        if (attempt.delivered()) {
          deliveries.delivered(tx, due, attempt);
          return true;
        }
        Instant now = clock.instant();
        Optional<Instant> again =
            attempt.gone()
                ? Optional.empty()
                : schedule.next(due.retries(), outcome.asked()).map(now::plus);
        Optional<Instant> failingSince = deliveries.failed(tx, due, attempt, again);
        Optional<String> end = attempt.gone() ? Optional.of(GONE) : tooLong(failingSince, now);
        if (end.isPresent() && Deliveries.disable(tx, due.endpoint(), end.get())) {
          LOG.warn("webhook endpoint={} is disabled: {}", due.endpoint(), end.get());
        }
        return true;
      });
    } finally {
      noting.unlock();
    }
  }

  private static final String GONE = "It answered 410 Gone";

  private static Optional<String> tooLong(Optional<Instant> failingSince, Instant now) {
    return failingSince
        .filter(since -> !since.plus(RetrySchedule.GIVE_UP_ON_ENDPOINT).isAfter(now))
        .map(since -> "Nothing has arrived there since " + since);
  }
}

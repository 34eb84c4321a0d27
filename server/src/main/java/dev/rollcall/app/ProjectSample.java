package dev.rollcall.app;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.rollcall.app.Notices.ProviderState;
import dev.rollcall.auth.mail.FailedMails;
import dev.rollcall.inbox.InboxView;
import dev.rollcall.inbox.InboxView.Backlog;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What a project's database says of itself, asked for now and then on a thread of its own: whoever
/// wants to know waits as long as it likes, and one question is under way at a time.
final class ProjectSample {
  /// How long what was said is taken for new.
  private static final Duration FRESH = Duration.ofSeconds(1);

  /// How long it is shown while nothing newer can be had.
  private static final Duration SHOWN = Duration.ofMinutes(1);

  /// How long it holds where nothing waits and no connection is open: such a project is not woken.
  private static final Duration ASLEEP = Duration.ofMinutes(10);

  private final String project;
  private final DataSource source;
  private final Supplier<Said> ask;
  private final InstantSource clock;
  private @Nullable CompletableFuture<Void> underWay;
  private volatile @Nullable Said said;
  private volatile boolean answers = true;

  /// @param source of the connections that `ask` takes
  ProjectSample(String project, DataSource source, Supplier<Said> ask, InstantSource clock) {
    this.project = project;
    this.source = source;
    this.ask = ask;
    this.clock = clock;
  }

  static ProjectSample of(ProjectServer server, InstantSource clock) {
    return new ProjectSample(
        server.project().id().value(),
        server.database().source(),
        () -> ask(server, clock.instant()),
        clock);
  }

  /// @param lastComparison when the newest comparison ended; null where none did
  record Said(
      Backlog backlog,
      long heldBack,
      long failedMails,
      @Nullable Instant lastComparison,
      ProviderState provider,
      Instant at) {}

  String project() {
    return project;
  }

  /// Asks anew, where that is worth it; done when there is an answer or a failure.
  synchronized CompletableFuture<Void> refresh() {
    CompletableFuture<Void> asked = underWay;
    if (asked != null && !asked.isDone()) {
      return asked;
    }
    Said last = said;
    if (last != null && answers && isYoung(last, asleep(last) ? ASLEEP : FRESH)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> fresh = new CompletableFuture<>();
    underWay = fresh;
    Thread.ofVirtual()
        .name("sample " + project)
        .start(() -> {
          try {
            said = ask.get();
            answers = true;
          } catch (DatabaseException away) {
            answers = false;
          } finally {
            fresh.complete(null);
          }
        });
    return fresh;
  }

  /// Whether the database answered when it was last asked, and within the time that was given it.
  synchronized boolean answers() {
    return answers && (underWay == null || underWay.isDone());
  }

  /// What it said last; empty where that is too long ago.
  Optional<Said> said() {
    return Optional.ofNullable(said)
        .filter(last -> isYoung(last, answers() && asleep(last) ? ASLEEP.plus(SHOWN) : SHOWN));
  }

  private boolean isYoung(Said last, Duration age) {
    return last.at().plus(age).isAfter(clock.instant());
  }

  private boolean asleep(Said last) {
    HikariPoolMXBean pool =
        source instanceof HikariDataSource some ? some.getHikariPoolMXBean() : null;
    return last.backlog().waiting() == 0 && pool != null && pool.getTotalConnections() == 0;
  }

  private static Said ask(ProjectServer server, Instant now) {
    Reconciler reconciler = server.rooms().reconciler();
    Optional<Comparison> newest = reconciler.newest();
    return new Said(
        new InboxView(server.database()).backlog(),
        reconciler.heldBackCount(),
        new FailedMails(server.database()).count(),
        newest.map(Comparison::finishedAt).orElse(null),
        ProviderState.of(server.status().troubles(), server.asksProvider(), newest),
        now);
  }
}

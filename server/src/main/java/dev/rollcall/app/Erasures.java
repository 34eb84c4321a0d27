package dev.rollcall.app;

import dev.rollcall.api.neon.ErrorCode;
import dev.rollcall.api.neon.OperationRefusedException;
import dev.rollcall.api.neon.UserErasure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.ProjectId;
import dev.rollcall.sync.Erasure;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Erases users: in the table, in what providers said, in what was told to others, and at the
/// built-in provider, all of it in one transaction.
final class Erasures implements UserErasure {
  private static final int TRIES = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private final Function<String, Optional<ProjectServer>> servers;
  private final BuiltInDoor builtIn;
  private final InstantSource clock;

  Erasures(
      Function<String, Optional<ProjectServer>> servers, BuiltInDoor builtIn, InstantSource clock) {
    this.servers = servers;
    this.builtIn = builtIn;
    this.clock = clock;
  }

  @Override
  public Optional<Report> erase(ProjectId project, String userId) {
    ProjectServer server =
        servers
            .apply(project.value())
            .orElseThrow(() ->
                new OperationRefusedException(
                    ErrorCode.NOT_FOUND, "There is no project '" + project + "'."));
    Duration pause = FIRST_PAUSE;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Optional<Report> done = server.database().inTransaction(tx -> erase(tx, server, userId));
      if (done.isPresent()) {
        server.rooms().wake().run();
        return done.filter(report -> report.known());
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        break;
      }
      pause = pause.multipliedBy(2);
    }
    throw new OperationRefusedException(
        ErrorCode.ROW_LOCKED,
        "Another transaction holds the row of the user '" + userId + "'. Ask again.");
  }

  /// Empty where somebody else holds the row.
  private Optional<Report> erase(Transaction tx, ProjectServer server, String userId)
      throws SQLException {
    Instant now = clock.instant();
    Erasure erasure = server.sync().erasure();
    // The row before the account, as everywhere.
    Optional<Erasure.Found> found = erasure.hold(tx, userId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Set<String> addresses = new HashSet<>(found.get().addresses());
    Optional<Set<String>> account = BuiltInDoor.eraseAccount(tx, server, userId);
    account.ifPresent(addresses::addAll);
    int messages = server.rooms().webhooks().messages().forgetUser(tx, userId);
    Erasure.Erased erased =
        erasure.erase(tx, userId, account.isPresent() || messages > 0, addresses, now);
    builtIn.forgetUser(tx, server, userId, addresses);
    return Optional.of(new Report(erased.known(), account.isPresent(), erased.events(), messages));
  }
}

package dev.rollcall.app;

import dev.rollcall.inbox.Puller;
import dev.rollcall.jobs.Leases;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.ProjectId;
import dev.rollcall.provider.Connector;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pulls news from a provider that can be asked for them, on one of all servers.
final class PullLoop {
  static final String LEASE = "pull";

  private final Puller puller;
  private final Leases leases;
  private final Supplier<@Nullable Connector> connector;
  private final Troubles troubles;
  private final String trouble;
  private final Runnable heard;
  private final Supplier<Duration> lookAgain;

  /// @param heard told when there is something new in the inbox
  /// @param lookAgain when to look whether another server still pulls
  PullLoop(
      Puller puller,
      Leases leases,
      Supplier<@Nullable Connector> connector,
      Troubles troubles,
      ProjectId project,
      Runnable heard,
      Supplier<Duration> lookAgain) {
    this.puller = puller;
    this.leases = leases;
    this.connector = connector;
    this.troubles = troubles;
    this.trouble = ProjectServer.PROVIDER + project;
    this.heard = heard;
    this.lookAgain = lookAgain;
  }

  /// Sees to it that pulls go on where the database says, should it have been restored.
  void check(Transaction tx) throws SQLException {
    puller.check(tx);
  }

  Duration next() {
    Connector speaker = connector.get();
    Duration every = speaker == null ? null : speaker.reach().pullEvery();
    if (speaker == null || every == null) {
      if (leases.holds(LEASE)) {
        leases.giveBack(LEASE);
      }
      return Loop.UNTIL_WOKEN;
    }
    if (!leases.take(LEASE)) {
      puller.forget();
      return lookAgain.get();
    }
    return switch (puller.pull(speaker)) {
      case Puller.Outcome.Heard(var fresh, var more) -> {
        troubles.over(trouble);
        if (fresh > 0) {
          heard.run();
        }
        yield more ? Duration.ZERO : every;
      }
      case Puller.Outcome.Unheard(var answer) -> {
        troubles.begins(trouble, answer.reason());
        Duration asked = answer.retryAfter();
        yield asked == null ? every.multipliedBy(5) : asked;
      }
    };
  }
}

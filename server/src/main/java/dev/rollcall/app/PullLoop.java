package dev.rollcall.app;

import dev.rollcall.inbox.Puller;
import dev.rollcall.jobs.Leases;
import dev.rollcall.project.ProjectId;
import dev.rollcall.provider.Connector;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pulls news from a provider that can be asked for them, on one of all servers.
final class PullLoop {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Puller puller;
  private final Leases leases;
  private final Supplier<@Nullable Connector> connector;
  private final Troubles troubles;
  private final String trouble;
  private final Runnable heard;

  /// @param heard told when there is something new in the inbox
  PullLoop(
      Puller puller,
      Leases leases,
      Supplier<@Nullable Connector> connector,
      Troubles troubles,
      ProjectId project,
      Runnable heard) {
    this.puller = puller;
    this.leases = leases;
    this.connector = connector;
    this.troubles = troubles;
    this.trouble = ProjectServer.PROVIDER + project;
    this.heard = heard;
  }

  Duration next() {
    Connector speaker = connector.get();
    Duration every = speaker == null ? null : speaker.reach().pullEvery();
    if (speaker == null || every == null) {
      return LOOK_EVERY;
    }
    if (!leases.take("pull")) {
      return LOOK_EVERY;
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

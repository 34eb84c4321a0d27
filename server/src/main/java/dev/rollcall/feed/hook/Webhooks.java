package dev.rollcall.feed.hook;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secrets;
import java.security.SecureRandom;
import java.time.InstantSource;

/// One project's outgoing webhooks, put together.
public record Webhooks(Endpoints endpoints, Messages messages, Dispatcher dispatcher) {

  /// @param guard allows private addresses in development only
  /// @param settled told after each attempt, when more may be due
  public static Webhooks of(
      Database database,
      ProjectId project,
      Secrets secrets,
      EgressGuard guard,
      SecureRandom random,
      InstantSource clock,
      Runnable settled) {
    SigningSecrets signing = new SigningSecrets(secrets, project, random);
    return new Webhooks(
        new Endpoints(database, signing, guard, random, clock),
        new Messages(database),
        new Dispatcher(
            database,
            signing,
            new PinnedCaller(guard, clock),
            new RetrySchedule(random),
            clock,
            settled));
  }
}

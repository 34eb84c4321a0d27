package dev.rollcall.app;

import dev.rollcall.fail.FailPoints;
import dev.rollcall.feed.hook.Webhooks;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.jobs.Leases;
import dev.rollcall.postgres.Pools;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.Project;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

/// A project at work without a server around it.
final class AtWork {
  private static final ProjectId SHOP = new ProjectId("shop");
  private static final Duration LONG = Duration.ofHours(1);

  private AtWork() {}

  /// @param url of its database, with user and password
  static ProjectServer project(String url, Duration compareEvery, Agenda.Pace rest) {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    Secrets secrets = new Secrets(MasterKey.of(new Secret(key)), random);
    return new ProjectServer(
        new Project(
            SHOP,
            UsersTable.USUAL,
            RemoveDeleted.NEVER,
            FieldPolicy.ALL,
            DatabaseLogin.of(new Secret("postgresql://user:password@127.0.0.1/shop")),
            null,
            null,
            clock.instant()),
        Pools.open(url, "postgres", "test", 12, true),
        _ -> Leases.ofTheOnlyServer(),
        new Schedule(compareEvery, LONG, rest, FailPoints.NONE),
        clock,
        (database, settled) ->
            Webhooks.of(database, SHOP, secrets, new EgressGuard(true), random, clock, settled),
        new Visibility(clock).of(SHOP));
  }
}

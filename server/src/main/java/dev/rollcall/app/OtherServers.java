package dev.rollcall.app;

import dev.rollcall.jobs.Leases;
import dev.rollcall.jobs.Servers;
import dev.rollcall.postgres.Database;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The other servers on the same control database: notices when one of them is gone, so that what
/// it was doing is looked for at once, also in projects that rest.
final class OtherServers {
  private static final Logger LOG = LoggerFactory.getLogger(OtherServers.class);
  private static final Duration BEAT_EVERY = Duration.ofSeconds(1);

  private final boolean shared;
  private final Servers servers;
  private final String id = UUID.randomUUID().toString();
  private Set<String> alive = Set.of();

  /// @param shared whether there may be others
  OtherServers(Database control, boolean shared) {
    this.shared = shared;
    this.servers = new Servers(control, id);
  }

  /// This server's leases in a project's database.
  Leases leases(Database project) {
    return shared ? new Leases(project, id) : Leases.ofTheOnlyServer();
  }

  /// Says that this server lives, and tells when another one does no more.
  Loop loop(Runnable whenGone) {
    return new Loop("other servers", () -> look(whenGone), new Troubles(_ -> {}));
  }

  private Duration look(Runnable whenGone) {
    Set<String> now = servers.beat();
    Set<String> before = alive;
    alive = now;
    if (!now.containsAll(before)) {
      LOG.info("another server is gone; what it was doing is looked for");
      whenGone.run();
    }
    return BEAT_EVERY;
  }

  /// Has the others know at once that this one ends.
  void leave() {
    if (shared) {
      servers.leave();
    }
  }
}

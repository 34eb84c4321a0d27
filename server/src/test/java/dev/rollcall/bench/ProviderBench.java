package dev.rollcall.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.testing.KeycloakHome;
import dev.rollcall.testing.RealKeycloak;
import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The built-in provider beside a Keycloak in production mode, in one run and on one Postgres:
/// access tokens from refresh tokens, users read by an application's server, and the memory that is
/// left in use. Each has the heap that its own start script gives it.
@Tag("bench")
class ProviderBench {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderBench.class);
  private static final int USERS = Integer.getInteger("bench.provider.users", 10_000);
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 3;
  private static final Duration ROUND =
      Duration.ofSeconds(Integer.getInteger("bench.provider.seconds", 10));

  @TempDir Path folder;

  @Test
  void built_in_provider_beside_keycloak() throws Exception {
    assumeTrue(KeycloakHome.isThere(), "Keycloak comes with the profile slow: mvn -Pslow,bench");
    try (RunningServer server = RunningServer.start(folder);
        RealKeycloak keycloak = RealKeycloak.optimized(database(server))) {
      BuiltInClients ours = new BuiltInClients(server);
      KeycloakClients theirs = new KeycloakClients(keycloak);
      ours.fill(USERS, CLIENTS);
      theirs.fill(USERS, CLIENTS);

      compare("refresh", ours.refreshing(), theirs.refreshing());
      compare("read a user", ours.reading(), theirs.reading());
      long our = resident(Stream.of(ProcessHandle.of(server.pid()).orElseThrow()));
      long their = resident(keycloak.processes().stream());
      LOG.info(
          "memory: Rollcall {} MB, Keycloak {} MB, ratio {}",
          our,
          their,
          round((double) our / their));
      assertThat(our).isPositive();
    }
  }

  /// A database of its own for Keycloak, on Rollcall's own Postgres.
  private static String database(RunningServer server) throws IOException, SQLException {
    try (Connection superuser = server.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("create role keycloak login password 'keycloak'");
      statement.execute("create database keycloak owner keycloak");
      URI url = URI.create(superuser.getMetaData().getURL().substring("jdbc:".length()));
      return "jdbc:postgresql://"
          + url.getAuthority()
          + "/keycloak?user=keycloak&password=keycloak";
    }
  }

  private static void compare(
      String what, List<? extends Load.Request> ours, List<? extends Load.Request> theirs)
      throws InterruptedException, ExecutionException {
    // Long enough for either to be compiled.
    Load.run(ours, ROUND.multipliedBy(3));
    Load.run(theirs, ROUND.multipliedBy(3));
    List<Load.Round> our = new ArrayList<>();
    List<Load.Round> their = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      our.add(Load.run(ours, ROUND));
      their.add(Load.run(theirs, ROUND));
      LOG.info("{}: Rollcall {}, Keycloak {}", what, our.getLast(), their.getLast());
    }
    Load.Round we = Load.Round.median(our);
    Load.Round they = Load.Round.median(their);
    LOG.info(
        "{}: median of {} rounds: Rollcall {}, Keycloak {}, ratio {}",
        what,
        ROUNDS,
        we,
        they,
        round(we.rate() / they.rate()));
  }

  /// What the processes hold in memory, in MB.
  private static long resident(Stream<ProcessHandle> processes) throws IOException {
    long kilobytes = 0;
    for (ProcessHandle process : processes.toList()) {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return kilobytes / 1024;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}

package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.faults.TrueProvider.Mood;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A provider on a bad day: it refuses, fails, hangs, or tells half of what it knows.
@Tag("faults")
class ProviderStormTest {
  private static final Duration STORM = Duration.ofSeconds(Dose.of(3, 120));
  private static final Duration CAUGHT_UP = Duration.ofMinutes(1);
  private static final Duration APPLIED = Duration.ofSeconds(1);
  private static final int USERS = 400;
  private static final List<Mood> MOODS =
      List.of(
          Mood.HALF_THE_USERS,
          Mood.HALF_THE_ANSWER,
          Mood.TOO_MANY_REQUESTS,
          Mood.FAILING,
          Mood.HANGING);

  private final Random chance = Dose.chance("ProviderStormTest");
  private final TrueProvider provider = new TrueProvider(USERS);
  private RunningServer server;
  private RollcallClient client;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = RunningServer.start(folder);
    client = server.client();
    client.connect(provider.url(), TrueProvider.KEY);
    client.json("POST", "/projects/default/sync", "{}");
    await()
        .atMost(CAUGHT_UP)
        .until(() ->
            Aftermath.pairs(server::superuser, "select id, '' from neon_auth.users_sync").size()
                == USERS);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    provider.close();
  }

  @Test
  void a_bad_day_of_the_provider_deletes_nobody_delays_no_event_and_ends_by_itself()
      throws Exception {
    Vitals before = Vitals.of(server.pid());
    for (Mood mood : MOODS) {
      endure(mood);
    }

    before.mustComeBack(server);
  }

  private void endure(Mood mood) throws Exception {
    Storm storm = new Storm(provider, List.of(client), chance);
    String silent = "u%05d".formatted(100 + chance.nextInt(200));
    provider.changeInSilence(silent);
    provider.is(mood);
    Thread sync = Thread.ofVirtual().start(this::compare);
    long asked = provider.asked();
    String fromNowOn = Delay.fromNowOn(server::superuser);
    storm.start();
    Thread.sleep(STORM);
    long requests = provider.asked() - asked;
    storm.stop();
    sync.join(STORM);
    Aftermath meanwhile = meanwhile(storm, silent);
    double p99 = Delay.p99(server::superuser, fromNowOn + " and settled_at is not null");
    provider.is(Mood.WELL);
    if (mood == Mood.HALF_THE_USERS) {
      // It was believed, but for the deletions; only the next comparison sees the rest.
      compare();
    }
    long from = System.nanoTime();
    await()
        .atMost(CAUGHT_UP)
        .until(() ->
            client.user(silent).path("name").stringValue("").equals(provider.user(silent).name()));
    Duration took = Duration.ofNanos(System.nanoTime() - from);

    System.out.printf(
        "provider %-18s %d requests in %d s, %d events, p99 until applied %.0f ms, caught up after %.1f s%n",
        mood, requests, STORM.toSeconds(), meanwhile.acknowledged(), p99, took.toMillis() / 1000.0);
    assertThat(p99).as("until an event is applied").isLessThan((double) APPLIED.toMillis());
    assertThat(meanwhile.lost()).isEmpty();
    assertThat(meanwhile.wrong()).as("users whose events came").isEmpty();
    if (mood != Mood.HALF_THE_USERS) {
      assertThat(requests)
          .as("requests of a server that was asked to wait")
          .isLessThan(6 * STORM.toSeconds());
    }
    Aftermath.of(server::superuser, storm.acknowledged(), provider.users()).mustBeGood();
  }

  /// The server asks the provider how many users there are, for as long as that takes.
  private void compare() {
    try {
      client.json("POST", "/projects/default/sync", "{}");
    } catch (UncheckedIOException late) {
      System.out.println("asked for a comparison, and got no answer in time: " + late.getMessage());
    }
  }

  /// While the provider is unwell: all but the user of whom nobody told.
  private Aftermath meanwhile(Storm storm, String silent) throws Exception {
    var truth = provider.users();
    truth.remove(silent);
    return Aftermath.ofEvents(server::superuser, storm.acknowledged(), truth, silent);
  }
}

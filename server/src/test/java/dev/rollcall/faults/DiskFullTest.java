package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded Postgres on a disk of its own that fills up and is emptied again. Only root may
/// mount one.
@Tag("faults")
class DiskFullTest {
  private static final String MEGABYTES = "320";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Random chance = Dose.chance("DiskFullTest");

  @Test
  void a_full_disk_is_a_503_before_the_acknowledgment_and_mends_by_itself(@TempDir Path folder)
      throws Exception {
    Path disk = Files.createDirectory(folder.resolve("data"));
    assumeTrue(
        run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "mode=700,size=" + MEGABYTES + "m",
                "none",
                disk.toString())
            == 0,
        "a small tmpfs cannot be mounted here: it takes root");
    try {
      fillAndEmpty(folder, disk);
    } finally {
      assertThat(run("umount", "--lazy", disk.toString())).isZero();
    }
  }

  private void fillAndEmpty(Path folder, Path disk) throws Exception {
    try (TrueProvider provider = new TrueProvider(50);
        RunningServer server = RunningServer.start(folder);
        RollcallClient client = server.client()) {
      client.connect(provider.url(), TrueProvider.KEY);
      Storm storm = new Storm(provider, List.of(client), chance);
      Blows blows = new Blows(provider, storm, server::superuser, chance, server);
      Set<Integer> statuses = new ConcurrentSkipListSet<>();
      for (int i = 0; i < Dose.of(1, 20); i++) {
        int round = i;
        blows.run(() -> {
          Path ballast = disk.resolve("ballast");
          fill(ballast);
          await().atMost(PATIENCE).until(() -> refused(client, provider, round, statuses));
          // Nothing may be acknowledged while there is no room for it.
          long before = storm.acknowledged().size();
          Thread.sleep(500);
          statuses.add(probe(client, provider, "full" + round).statusCode());
          System.out.println(
              "acknowledged on a full disk: " + (storm.acknowledged().size() - before));
          Files.delete(ballast);
          await()
              .atMost(PATIENCE)
              .until(() -> probe(client, provider, "empty" + round).statusCode() == 200);
        });
      }

      assertThat(statuses).as("what a full disk is answered with").containsExactly(503);
      blows.mustBeGood("disk full", Duration.ofMinutes(2));
    }
  }

  private static boolean refused(
      RollcallClient client, TrueProvider provider, int round, Set<Integer> statuses) {
    int status = probe(client, provider, "filling" + round + "-" + System.nanoTime()).statusCode();
    if (status != 200) {
      statuses.add(status);
    }
    return status != 200;
  }

  private static HttpResponse<String> probe(
      RollcallClient client, TrueProvider provider, String eventId) {
    return client.send(client.signed(eventId, provider.user("u00001").event()));
  }

  /// To the last byte.
  private static void fill(Path ballast) throws Exception {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (java.io.IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}

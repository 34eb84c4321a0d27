package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a process takes, as Linux tells.
///
/// @param resident in kilobytes
record Vitals(long resident, long threads, long files) {
  private static final Duration CALM = Duration.ofMinutes(1);
  private static final long MORE_KILOBYTES = 128 * 1_024;
  private static final int MORE_THREADS = 20;

  /// The senders of a storm keep their fifty connections, and the server its own to Postgres.
  private static final int MORE_FILES = 80;

  static Vitals of(long pid) throws IOException {
    Path process = Path.of("/proc", String.valueOf(pid));
    try (var files = Files.list(process.resolve("fd"))) {
      return new Vitals(number(process, "VmRSS:"), number(process, "Threads:"), files.count());
    }
  }

  private static long number(Path process, String key) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> Long.parseLong(line.replaceAll("\\D+", "")))
        .findFirst()
        .orElseThrow();
  }

  /// Demands that a server, of which these are the vitals before the faults, is back to them within
  /// a minute, and prints both. What a Java that has just started will need in its first storm is
  /// allowed for.
  void mustComeBack(RunningServer server) {
    await()
        .atMost(CALM)
        .untilAsserted(() -> {
          Vitals now = of(server.pid());
          assertThat(now.threads).as("threads").isLessThan(threads + MORE_THREADS);
          assertThat(now.files).as("open files").isLessThan(files + MORE_FILES);
          assertThat(now.resident).as("kilobytes").isLessThan(resident + MORE_KILOBYTES);
          System.out.println("vitals: " + this + " before, " + now + " after");
        });
  }
}

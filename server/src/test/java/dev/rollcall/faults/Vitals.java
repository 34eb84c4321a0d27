package dev.rollcall.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process takes, as Linux tells.
///
/// @param resident in kilobytes
record Vitals(long resident, long threads, long files) {
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
}

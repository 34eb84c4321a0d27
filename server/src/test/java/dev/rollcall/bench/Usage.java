package dev.rollcall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// What processes have used of the machine. Unlike seconds, it hardly depends on what else the
/// machine does.
final class Usage {
  private Usage() {}

  /// CPU time of a process and its children, until now.
  static Duration cpu(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(one -> one.info().totalCpuDuration())
        .flatMap(Optional::stream)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// The same without the children.
  static Duration own(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// Resident memory, in MB.
  static long resident(long pid) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
  }

  /// Microseconds for each of `count` things done since.
  static String each(Duration before, Duration after, long count) {
    return count == 0 ? "-" : String.valueOf(after.minus(before).toNanos() / 1_000 / count);
  }
}

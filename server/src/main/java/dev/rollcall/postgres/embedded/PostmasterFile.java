package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The file `postmaster.pid`, in which a server says who and where it is.
///
/// @param started in seconds since 1970
record PostmasterFile(long pid, long started, int port, boolean ready) {
  private static final int START_LINE = 2;
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  /// Larger than any process' number on any system.
  private static final long NO_PROCESS = Integer.MAX_VALUE;

  /// Who has the number that the file names.
  enum Holder {
    /// A Postgres that serves this folder.
    SERVER,
    /// No process, or one that can be no server of this folder: the number was given away again.
    NO_SERVER,
    /// A Postgres, of which cannot be seen what it serves.
    UNKNOWN
  }

  /// Empty where no server has written one, or not all of it yet.
  static Optional<PostmasterFile> read(Path data) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file(data));
      if (lines.size() <= PORT_LINE) {
        return Optional.empty();
      }
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("ready");
      return Optional.of(
          new PostmasterFile(
              // Negative while a single-user Postgres runs.
              Math.abs(Long.parseLong(lines.getFirst().strip())),
              Long.parseLong(lines.get(START_LINE).strip()),
              Integer.parseInt(lines.get(PORT_LINE).strip()),
              ready));
    } catch (NoSuchFileException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  Holder holder(Path data) throws IOException {
    List<String> words = commandLine(pid);
    if (words.isEmpty()) {
      return Holder.NO_SERVER;
    }
    String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
    if (!program.equals("postgres")) {
      return Holder.NO_SERVER;
    }
    int flag = words.indexOf("-D");
    if (flag < 0 || flag + 1 == words.size() || !words.get(flag + 1).startsWith("/")) {
      return Holder.UNKNOWN;
    }
    return same(Path.of(words.get(flag + 1)), data) ? Holder.SERVER : Holder.NO_SERVER;
  }

  boolean sameServerAs(PostmasterFile other) {
    return pid == other.pid && started == other.started;
  }

  /// Makes a file that a killed server left harmless, where Postgres itself would not: its number
  /// belongs to another program now. The rest of the file stays, because Postgres finds in it
  /// whether processes of the killed server still use its memory.
  static void disown(Path data) throws IOException {
    List<String> lines = Files.readAllLines(file(data));
    lines.set(0, String.valueOf(NO_PROCESS));
    Files.write(file(data), lines);
  }

  /// Deletes a file that holds no number, which a full disk or a power failure may leave and which
  /// Postgres would refuse.
  static void deleteIfUnreadable(Path data) throws IOException {
    if (Files.exists(file(data)) && read(data).isEmpty() && !anyServerOf(data)) {
      Files.delete(file(data));
    }
  }

  private static boolean anyServerOf(Path data) throws IOException {
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      if (new PostmasterFile(process.pid(), 0, 0, false).holder(data) == Holder.SERVER) {
        return true;
      }
    }
    return false;
  }

  /// The words of a process' command line. Empty if there is no such process, or it has ended and
  /// was not yet buried by its parent, or it is a part of the kernel.
  private static List<String> commandLine(long pid) throws IOException {
    Path linux = Path.of("/proc", String.valueOf(pid), "cmdline");
    if (Files.isDirectory(Path.of("/proc/self"))) {
      try {
        // ProcessHandle hides the words where we may not see the program's file.
        String words = new String(Files.readAllBytes(linux), StandardCharsets.UTF_8);
        return words.isEmpty() ? List.of() : List.of(words.split("\0"));
      } catch (IOException failure) {
        // It may end between our opening the file and our reading it.
        if (Files.exists(linux)) {
          throw failure;
        }
        return List.of();
      }
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::info)
        .map(info ->
            Stream.concat(info.command().stream(), info.arguments().stream().flatMap(Stream::of))
                .toList())
        .orElse(List.of());
  }

  private static boolean same(Path one, Path other) throws IOException {
    try {
      return one.equals(other) || Files.isSameFile(one, other);
    } catch (NoSuchFileException | InvalidPathException gone) {
      return false;
    }
  }

  private static Path file(Path data) {
    return data.resolve("postmaster.pid");
  }
}

package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The unpacked programs of a Postgres, and how they are run.
record Programs(Path folder, Unprivileged unprivileged) {
  /// Postgres' superuser can read its environment, and ours may hold secrets.
  private static final Set<String> HANDED_ON =
      Set.of("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH");

  /// Runs `program` to its end.
  ///
  /// @throws IOException if it fails; the message is what it printed
  void run(String program, List<String> arguments) throws IOException {
    Path output = Files.createTempFile("rollcall-postgres-", ".log");
    try {
      int exit = await(start(program, arguments, output));
      if (exit != 0) {
        throw new IOException(program + " failed: " + printed(output));
      }
    } finally {
      Files.delete(output);
    }
  }

  /// Starts `program`, and lets it print into `output`.
  Process start(String program, List<String> arguments, Path output) throws IOException {
    List<String> whole = new ArrayList<>(unprivileged.prefix());
    whole.add(folder.resolve("bin").resolve(program).toString());
    whole.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().retainAll(HANDED_ON);
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  static String printed(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
  }

  /// How a program of the system ends; 127 if there is none.
  static int exit(List<String> prefix, String program) throws IOException {
    List<String> whole = new ArrayList<>(prefix);
    whole.add(program);
    try {
      return await(
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException notThere) {
      return 127;
    }
  }

  static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException interrupted) {
      throw stopped(interrupted);
    }
  }

  private static int await(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      throw stopped(interrupted);
    }
  }

  private static EmbeddedPostgresException stopped(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new EmbeddedPostgresException(
        "The wait for Postgres was interrupted, because Rollcall is stopping; start it again",
        interrupted);
  }
}

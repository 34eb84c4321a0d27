package dev.rollcall.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The folder of one test run's server. A run that was killed leaves its folder and its server; the
/// next run knows them by the lock that nobody holds, and clears them away. Two test JVMs may do so
/// at once, so one waits for the other.
record RunFolder(Path path, FileChannel lock) {
  private static final String LOCK = "lock";
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ENOUGH = 4L << 30;

  /// Our own are not even looked at: to close a lock's file a second time would free the lock.
  private static final String OURS = "-" + ProcessHandle.current().pid() + "-";

  static Path programs() throws IOException {
    return home().resolve("programs");
  }

  static RunFolder create(String name) throws IOException {
    return alone(() -> {
      clear();
      Path path = Files.createTempDirectory(place(), "run-" + name + OURS);
      FileChannel lock =
          FileChannel.open(
              path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock.lock();
      return new RunFolder(path, lock);
    });
  }

  Path data() {
    return path.resolve("data");
  }

  void delete() {
    try {
      alone(() -> {
        delete(path);
        lock.close();
        return path;
      });
    } catch (IOException failure) {
      throw new UncheckedIOException("The test run's folder " + path + " stays", failure);
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  /// Keeps other JVMs from making, clearing or deleting folders meanwhile.
  private static synchronized <T> T alone(Work<T> work) throws IOException {
    try (FileChannel gate =
            FileChannel.open(
                place().resolve("run-folders.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = gate.lock()) {
      return work.run();
    }
  }

  private static void clear() throws IOException {
    try (Stream<Path> all = Files.list(place())) {
      for (Path folder : all.filter(RunFolder::isAbandoned).toList()) {
        endServersOf(folder);
        delete(folder);
      }
    }
  }

  private static boolean isAbandoned(Path folder) {
    Path lock = folder.resolve(LOCK);
    String name = String.valueOf(folder.getFileName());
    if (!name.startsWith("run-") || name.contains(OURS) || !Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock found = channel.tryLock()) {
      return found != null;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Its clients are gone with the run, so a polite signal is enough.
  private static void endServersOf(Path folder) {
    ProcessHandle.allProcesses()
        .filter(process ->
            Stream.of(process.info().arguments().orElse(new String[0]))
                .anyMatch(argument -> argument.startsWith(folder + File.separator)))
        .forEach(server -> {
          server.destroy();
          try {
            server.onExit().get(10, TimeUnit.SECONDS);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          } catch (java.util.concurrent.ExecutionException | TimeoutException stays) {
            server.destroyForcibly();
          }
        });
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /// In memory, where there is enough: most of a new database's time is the making of its files.
  private static Path place() throws IOException {
    if (Files.isWritable(MEMORY) && MEMORY.toFile().getUsableSpace() > ENOUGH) {
      return Files.createDirectories(
          MEMORY.resolve("rollcall-tests-" + System.getProperty("user.name")));
    }
    return home();
  }

  private static Path home() throws IOException {
    String folder = System.getProperty("rollcall.test.directory", "server/target/test-data");
    return Files.createDirectories(Path.of(folder, "postgres").toAbsolutePath());
  }
}

package dev.rollcall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The folder of one test run's server. A run that was killed leaves its folder and its server; the
/// next run knows them by the lock that nobody holds, and clears them away.
record RunFolder(Path path, FileChannel lock) {
  private static final String LOCK = "lock";

  static Path programs() throws IOException {
    return home().resolve("programs");
  }

  static RunFolder create(String name) throws IOException {
    clear();
    Path path = Files.createTempDirectory(home(), "run-" + name + "-");
    FileChannel lock =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    return new RunFolder(path, lock);
  }

  Path data() {
    return path.resolve("data");
  }

  void delete() {
    try {
      delete(path);
      lock.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("The test run's folder " + path + " stays", failure);
    }
  }

  private static void clear() throws IOException {
    try (Stream<Path> all = Files.list(home())) {
      for (Path folder : all.filter(RunFolder::isAbandoned).toList()) {
        endServersOf(folder.resolve("data"));
        delete(folder);
      }
    }
  }

  private static boolean isAbandoned(Path folder) {
    Path lock = folder.resolve(LOCK);
    if (!String.valueOf(folder.getFileName()).startsWith("run-") || !Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock found = channel.tryLock()) {
      return found != null;
    } catch (java.nio.channels.OverlappingFileLockException ours) {
      return false;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Its clients are gone with the run, so a polite signal is enough.
  private static void endServersOf(Path data) {
    ProcessHandle.allProcesses()
        .filter(process ->
            List.of(process.info().arguments().orElse(new String[0])).contains(data.toString()))
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

  private static Path home() throws IOException {
    String folder = System.getProperty("rollcall.test.directory", "target/test-data");
    return Files.createDirectories(Path.of(folder, "postgres").toAbsolutePath());
  }
}

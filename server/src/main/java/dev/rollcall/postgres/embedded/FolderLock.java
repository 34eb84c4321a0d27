package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// Keeps two starts apart that would write into one folder. The system frees it when its process
/// dies, however that happens.
record FolderLock(FileChannel channel) implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /// Waits until nobody else has `file` locked.
  static FolderLock take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      while (true) {
        if (lock(channel)) {
          return new FolderLock(channel);
        }
        Programs.pause(PAUSE);
      }
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException anotherThreadOfOurs) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

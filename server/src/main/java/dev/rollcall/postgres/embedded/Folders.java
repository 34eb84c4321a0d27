package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What is done with whole folders, and the sentences for when that fails.
final class Folders {
  private Folders() {}

  /// Makes sure that `folder` exists and may be written to.
  static void create(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException failure) {
      throw unusable(folder, failure);
    }
    if (!Files.isWritable(folder)) {
      throw unusable(folder, new AccessDeniedException(folder.toString()));
    }
  }

  /// The sentence for a folder into which nothing can be written.
  static EmbeddedPostgresException unusable(Path folder, FileSystemException failure) {
    String reason =
        switch (failure) {
          case AccessDeniedException _ -> "this user may not write there";
          case FileAlreadyExistsException _ -> failure.getFile() + " is a file and no folder";
          default -> failure.getReason() == null ? "it cannot be made" : failure.getReason();
        };
    return new EmbeddedPostgresException(
        "The folder "
            + folder
            + " cannot hold Postgres: "
            + reason
            + ". Make it writable, or choose another folder",
        failure);
  }

  /// @throws EmbeddedPostgresException if the disk of `folder` has fewer free bytes
  static void needSpace(Path folder, long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw full(folder, free, bytes);
    }
  }

  static EmbeddedPostgresException full(Path folder, long free, long needed) {
    return new EmbeddedPostgresException(
        "The disk of "
            + folder
            + " is too full for Postgres: "
            + (free >> 20)
            + " MB are free, and at least "
            + (needed >> 20)
            + " MB are needed. Free some space, or choose a folder on another disk");
  }

  /// Writes to the disk that `file`, or a name in the folder `file`, is what it is.
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Deletes what is in `folder` under a name that begins with `start`.
  static void deleteWith(Path folder, String start) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path left : all.filter(path -> name(path).startsWith(start)).toList()) {
        delete(left);
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }

  static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new EmbeddedPostgresException(
          "The folder " + path + " cannot hold Postgres: choose one below it");
    }
    return parent;
  }

  static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}

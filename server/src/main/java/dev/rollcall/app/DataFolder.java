package dev.rollcall.app;

import dev.rollcall.secret.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The folder in which a server keeps what is not in somebody else's Postgres. One server at a
/// time.
public final class DataFolder {
  private static final int LAYOUT = 1;
  private static final long LEAST_SPACE = 200L << 20;

  private final Path folder;
  private @Nullable FileChannel lock;

  public DataFolder(Path folder) {
    this.folder = folder;
  }

  /// Makes the folder if need be, and takes it for this server.
  ///
  /// @throws StartException if another server has it, a newer Rollcall wrote it, it cannot be
  ///   written, or the disk is full
  void take() {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      if (Files.getFileStore(folder).getUsableSpace() < LEAST_SPACE) {
        throw new StartException(
            "There are less than 200 MB left for the data folder "
                + folder
                + ". Make room, or choose another folder with --data");
      }
      lockIt();
      checkLayout();
    } catch (IOException failure) {
      throw new StartException(
          "The data folder "
              + folder
              + " cannot be used: "
              + reason(failure)
              + ". Choose another one with --data",
          failure);
    }
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "this user may not write there";
      case FileAlreadyExistsException file -> file.getFile() + " is a file and no folder";
      case FileSystemException other ->
          other.getReason() == null ? "it cannot be made" : other.getReason();
      default -> failure.toString();
    };
  }

  void release() throws IOException {
    FileChannel held = lock;
    if (held != null) {
      Files.deleteIfExists(serverFile());
      held.close();
      lock = null;
    }
  }

  Path masterKey() {
    return folder.resolve("master.key");
  }

  Path env() {
    return folder.resolve("env");
  }

  /// Where a running server says how to reach it.
  public Path serverFile() {
    return folder.resolve("server.json");
  }

  Path postgres() {
    return folder.resolve("postgres");
  }

  public Path path() {
    return folder;
  }

  /// The text of a small file in the folder, such as a password; empty where it is not there.
  Optional<String> find(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  void keep(String name, String text) throws IOException {
    PrivateFile.write(folder.resolve(name), text + "\n");
  }

  private void lockIt() throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock held;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      held = null;
    }
    if (held == null) {
      channel.close();
      throw new StartException(
          "Another Rollcall is running on the data folder "
              + folder
              + ". Stop it first, or choose another folder with --data");
    }
    lock = channel;
  }

  private void checkLayout() throws IOException {
    Optional<String> written = find("layout");
    if (written.isEmpty()) {
      keep("layout", String.valueOf(LAYOUT));
      return;
    }
    if (!written.get().equals(String.valueOf(LAYOUT))) {
      throw new StartException(
          "The data folder "
              + folder
              + " was written by a newer Rollcall (layout "
              + written.get()
              + ", this one knows "
              + LAYOUT
              + "). Start that version, or choose another folder with --data");
    }
  }
}

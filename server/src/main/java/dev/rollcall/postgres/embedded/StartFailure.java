package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Why a server did not start, in words for the one who has to mend it.
final class StartFailure {
  private static final long LITTLE_SPACE = 32L << 20;
  private static final int LINES_QUOTED = 3;

  private static final String DISK_FULL = "No space left on device";

  private StartFailure() {}

  /// @param failure of our own work on the folder, or of a program that did it
  static EmbeddedPostgresException of(Path data, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains(DISK_FULL)) {
      return Folders.full(data, Folders.parent(data).toFile().getUsableSpace(), LITTLE_SPACE);
    }
    if (failure instanceof FileSystemException ours) {
      return Folders.unusable(data, ours);
    }
    return new EmbeddedPostgresException(
        "Postgres in "
            + data
            + " was not started: "
            + message
            + ". Mend that, or choose another folder",
        failure);
  }

  static EmbeddedPostgresException wrongPassword(DataFolder folder) {
    return new EmbeddedPostgresException(
        "The Postgres in "
            + folder.path()
            + " does not accept the password that was given for it, because it was made with"
            + " another. Bring that one back, or choose an empty folder");
  }

  static EmbeddedPostgresException unknownServer(DataFolder folder, PostmasterFile file) {
    return new EmbeddedPostgresException(
        "The folder "
            + folder.path()
            + " may be in use by the Postgres with process number "
            + file.pid()
            + ", which was not started by Rollcall. Stop it, and start Rollcall again");
  }

  static EmbeddedPostgresException silent(DataFolder folder) {
    return new EmbeddedPostgresException(
        "A Postgres runs in "
            + folder.path()
            + " already, but takes no connections. Look into its log "
            + folder.log()
            + ", stop it, and start Rollcall again");
  }

  static EmbeddedPostgresException portTaken(int port) {
    return new EmbeddedPostgresException(
        "Postgres cannot listen on port "
            + port
            + " of 127.0.0.1, because another program does. Stop that program, or choose another"
            + " port");
  }

  static EmbeddedPostgresException portRefused(int port, String reason) {
    return new EmbeddedPostgresException(
        "Postgres cannot listen on port "
            + port
            + " of 127.0.0.1: "
            + reason
            + ". Choose another port; those below 1024 are often the system's");
  }

  /// @param words what the server wrote into its log, or else what its starter said
  static EmbeddedPostgresException of(DataFolder folder, String words) throws IOException {
    if (words.contains("could not bind") && words.contains("Address already in use")) {
      return portTaken(folder.place().port());
    }
    long free = Files.getFileStore(folder.path()).getUsableSpace();
    if (words.contains(DISK_FULL) || free == 0) {
      return Folders.full(folder.path(), free, LITTLE_SPACE);
    }
    List<String> lines = words.strip().lines().toList();
    String end =
        String.join("\n  ", lines.subList(Math.max(0, lines.size() - LINES_QUOTED), lines.size()));
    return new EmbeddedPostgresException(
        "Postgres in "
            + folder.path()
            + " did not start. Its log "
            + folder.log()
            + " ends:\n  "
            + end);
  }
}

package dev.rollcall.rls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Makes `create extension pg_session_jwt` work as it is documented, on a Postgres 18 of our own:
/// files that Postgres reads, and no library. The extension brings the same SQL as
/// [RowSecurity#enable], and nothing where that has run.
public final class SessionJwtExtension {
  /// Of `pg_session_jwt`, whose functions ours are named after.
  static final String VERSION = "0.5";

  private final Path folder;

  /// @param folder of our own, which Postgres must be able to read
  public SessionJwtExtension(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /// Writes the files, as this Rollcall has them; before the server is started.
  public void write() throws IOException {
    Path extension = Files.createDirectories(folder.resolve("extension"));
    put(
        extension.resolve("pg_session_jwt.control"),
        """
        comment = 'JWT sessions for row-level security, by Rollcall'
        default_version = '%s'
        relocatable = false
        trusted = true
        schema = auth
        """
            .formatted(VERSION));
    put(extension.resolve("pg_session_jwt--" + VERSION + ".sql"), Script.current().inExtension());
  }

  /// The line of Postgres' configuration that makes it look there; it takes effect at a reload.
  public String setting() {
    return "extension_control_path = '$system:" + folder.toString().replace("'", "''") + "'";
  }

  private static void put(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

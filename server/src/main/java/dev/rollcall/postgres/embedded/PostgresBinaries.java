package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Unpacks the Postgres programs for this machine, once for each folder. A folder that lost files
/// since, to a power failure or to somebody who tidied up, is unpacked again.
final class PostgresBinaries {
  /// Every file with its size; written last, so that its absence means that unpacking was cut off.
  private static final String CONTENTS = ".contents";

  /// Names a folder in which programs were unpacked before.
  private static final String REHEARSED = "rollcall.programs";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
  private static final long SPACE_NEEDED = 100L << 20;

  private PostgresBinaries() {}

  /// Where `archive` is unpacked, below `folder`; unpacks it first if nobody has.
  static Path unpack(PostgresArchive archive, Path folder) throws IOException {
    return unpack(archive, folder, System.getProperty(REHEARSED, ""));
  }

  /// @param rehearsed a folder in which programs were unpacked before; empty for none
  static Path unpack(PostgresArchive archive, Path folder, String rehearsed) throws IOException {
    Path target = folder.resolve(archive.name());
    if (isWhole(target)) {
      return target;
    }
    Folders.create(folder);
    try (FolderLock _ = FolderLock.take(folder.resolve(".unpacking.lock"))) {
      if (!isWhole(target)) {
        Folders.deleteWith(folder, ".unpacking-" + archive.name() + "-");
        Folders.needSpace(folder, SPACE_NEEDED);
        Path fresh = Files.createTempDirectory(folder, ".unpacking-" + archive.name() + "-");
        if (!linkInto(archive, fresh, rehearsed)) {
          unpackInto(archive, fresh);
        }
        Folders.delete(target);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return target;
  }

  private static boolean isWhole(Path target) throws IOException {
    Path contents = target.resolve(CONTENTS);
    if (!Files.isRegularFile(contents)) {
      return false;
    }
    List<String> lines = Files.readAllLines(contents);
    for (String line : lines) {
      int space = line.indexOf(' ');
      if (space < 0) {
        return line.equals(CONTENTS);
      }
      Path file = target.resolve(line.substring(space + 1));
      if (!Files.isRegularFile(file)
          || Files.size(file) != Long.parseLong(line.substring(0, space))) {
        return false;
      }
    }
    return false;
  }

  /// Takes the programs from where the start script keeps those of its rehearsal, as further names
  /// of the same files. False where there are none, or they cannot be shared with this folder.
  private static boolean linkInto(PostgresArchive archive, Path fresh, String rehearsed)
      throws IOException {
    Path source = Path.of(rehearsed).resolve(archive.name());
    if (rehearsed.isEmpty() || archive.jar() != null || !isWhole(source)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(source)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path here = fresh.resolve(source.relativize(file));
        if (Files.isSymbolicLink(file)) {
          Files.createSymbolicLink(here, Files.readSymbolicLink(file));
        } else if (!Files.isDirectory(file)) {
          Files.createLink(here, file);
        } else {
          Files.createDirectories(here);
          open(here);
        }
      }
      return true;
    } catch (IOException notHere) {
      LOG.debug("the programs in {} cannot be shared: {}", source, notHere.toString());
      Folders.delete(fresh);
      Files.createDirectory(fresh);
      return false;
    }
  }

  private static void unpackInto(PostgresArchive archive, Path fresh) throws IOException {
    List<String> contents = new ArrayList<>();
    try (InputStream packed = archive.open();
        TarArchiveInputStream tar = new TarArchiveInputStream(new ReadAhead(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = fresh.resolve(entry.getName()).normalize();
        if (!file.startsWith(fresh)) {
          throw new IOException("The archive holds a path outside of itself: " + entry.getName());
        }
        if (isNeeded(entry)) {
          write(tar, entry, file);
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          contents.add(Files.size(file) + " " + fresh.relativize(file));
        }
      }
    }
    open(fresh);
    // Also the last line, by which a list that was cut off is known.
    contents.add(CONTENTS);
    Files.write(fresh.resolve(CONTENTS), contents);
  }

  /// What serves only to compile against Postgres stays packed.
  private static boolean isNeeded(TarArchiveEntry entry) {
    return !entry.isDirectory() && !entry.getName().endsWith(".a");
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    Path parent = file.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      Files.createDirectories(parent);
      open(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    boolean runs = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
  }

  /// Lets the user that Postgres runs as see into `folder`, whatever the umask is.
  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

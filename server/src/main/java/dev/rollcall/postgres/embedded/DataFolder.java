package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The folder in which a server keeps its databases: made whole or not at all, and given its
/// settings at every start.
record DataFolder(PostgresPlace place, Programs programs) {
  private static final long SPACE_NEEDED = 100L << 20;
  private static final long LONG_LOG = 16L << 20;
  private static final int FIRST_WITH_SYNCFS = 17;

  Path path() {
    return place.data();
  }

  /// Where the server writes what happens to it.
  Path log() {
    return path().resolve("server.log");
  }

  /// Makes the folder, unless it exists.
  ///
  /// @throws EmbeddedPostgresException if what is there is no data folder of this Postgres
  void prepare() throws IOException {
    Path version = path().resolve("PG_VERSION");
    if (!Files.exists(version)) {
      create();
      return;
    }
    programs.unprivileged().claim(path());
    String found = Files.readString(version).strip();
    if (!found.equals(String.valueOf(place.archive().major()))) {
      throw new EmbeddedPostgresException(
          "The data in "
              + path()
              + " is of Postgres "
              + found
              + ", and this is Postgres "
              + place.archive().major()
              + ", which cannot read it. Start it with the Rollcall that made it and copy the data"
              + " over with pg_dump, or choose an empty folder");
    }
  }

  /// Writes the settings that are ours. They take effect when the server starts.
  void configure() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Written by Rollcall at every start. For your own settings use ALTER SYSTEM.");
    lines.add("port = " + place.port());
    lines.add("listen_addresses = '127.0.0.1'");
    lines.add("unix_socket_directories = ''");
    lines.add("timezone = 'UTC'");
    lines.add("log_timezone = 'UTC'");
    lines.add("max_connections = 200");
    // Statements, parameters and the DETAIL of an error may hold users' data.
    lines.add("log_error_verbosity = terse");
    lines.add("log_min_error_statement = panic");
    lines.add("log_parameter_max_length = 0");
    lines.add("log_parameter_max_length_on_error = 0");
    lines.addAll(place.settings());
    Path settings = path().resolve("rollcall.conf");
    Path fresh = path().resolve("rollcall.conf.new");
    Files.write(fresh, lines);
    programs.unprivileged().give(fresh);
    Files.move(fresh, settings, StandardCopyOption.ATOMIC_MOVE);
  }

  /// A folder is made beside and renamed, so that a half-made one is never taken for a whole one.
  private void create() throws IOException {
    Path parent = Folders.parent(path());
    String prefix = "." + Folders.name(path()) + "-new-";
    refuseIfFilled();
    Folders.deleteWith(parent, prefix);
    Folders.needSpace(parent, SPACE_NEEDED);
    Path fresh = Files.createTempDirectory(parent, prefix);
    Path data = Files.createDirectory(fresh.resolve("data"));
    Path password = fresh.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, place.password());
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    programs.unprivileged().give(fresh);
    try {
      programs.run("initdb", initdb(data, password));
      Path settings = data.resolve("postgresql.conf");
      Files.writeString(settings, "\ninclude = 'rollcall.conf'\n", StandardOpenOption.APPEND);
      Folders.force(settings);
      Files.deleteIfExists(path());
      Files.move(data, path(), StandardCopyOption.ATOMIC_MOVE);
      Folders.force(parent);
    } finally {
      Folders.delete(fresh);
    }
  }

  private List<String> initdb(Path data, Path password) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-D", data.toString(), "-U", EmbeddedPostgres.SUPERUSER));
    arguments.addAll(List.of("-E", "UTF8", "-A", "scram-sha-256", "--pwfile", password.toString()));
    arguments.addAll(place.locale());
    arguments.add("--no-instructions");
    if (!place.durable()) {
      arguments.add("--no-sync");
    } else if (place.archive().major() >= FIRST_WITH_SYNCFS
        && PostgresArchive.platform().startsWith("linux")) {
      // One call for the whole disk, so the unpacked programs are on it as well.
      arguments.add("--sync-method=syncfs");
    }
    return arguments;
  }

  private void refuseIfFilled() throws IOException {
    if (!Files.exists(path())) {
      return;
    }
    try (Stream<Path> content = Files.list(path())) {
      String first = content.map(Folders::name).sorted().findFirst().orElse("");
      if (!first.isEmpty()) {
        throw new EmbeddedPostgresException(
            "The folder "
                + path()
                + " holds '"
                + first
                + "' but no Postgres data, and is left as it is. Choose a folder that is empty or"
                + " does not exist yet");
      }
    }
  }

  /// What was written into the log since it had `from` bytes.
  String logged(long from) throws IOException {
    if (!Files.exists(log())) {
      return "";
    }
    byte[] all = Files.readAllBytes(log());
    int start = (int) Math.min(from, all.length);
    return new String(all, start, all.length - start, StandardCharsets.UTF_8);
  }

  /// How large the log is before a start; a long one is put aside first.
  long startLog() throws IOException {
    if (!Files.exists(log())) {
      return 0;
    }
    long size = Files.size(log());
    if (size > LONG_LOG) {
      Files.move(log(), path().resolve("server.log.old"), StandardCopyOption.REPLACE_EXISTING);
      return 0;
    }
    return size;
  }
}

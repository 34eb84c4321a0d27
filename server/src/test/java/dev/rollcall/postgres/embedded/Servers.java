package dev.rollcall.postgres.embedded;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Servers of one test, each in a folder of its own; those that still run are stopped after it.
final class Servers implements BeforeEachCallback, AfterEachCallback {
  static final String PASSWORD = "correct horse";

  private static final Path TEST_DATA =
      Path.of(System.getProperty("rollcall.test.directory", "server/target/test-data"))
          .toAbsolutePath();

  private final List<EmbeddedPostgres> started = new ArrayList<>();
  private @Nullable Path home;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Files.createDirectories(TEST_DATA);
    Path fresh = Files.createTempDirectory(TEST_DATA, "embedded ");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    home = fresh;
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    started.forEach(EmbeddedPostgres::stop);
    started.clear();
    Folders.delete(home());
  }

  Path home() {
    Path current = home;
    if (current == null) {
      throw new IllegalStateException("home() is only available inside a test");
    }
    return current;
  }

  Path data() {
    return home().resolve("data");
  }

  /// A place with the newest Postgres, quick and not durable.
  PostgresPlace place() throws IOException {
    return place(PASSWORD, freePort(), PostgresPlace.RELAXED);
  }

  /// The same with the settings that a product has.
  PostgresPlace durablePlace() throws IOException {
    return place(PASSWORD, freePort(), List.of());
  }

  PostgresPlace place(String password, int port, List<String> settings) {
    return new PostgresPlace(
        PostgresArchive.bundled(),
        programs(),
        data(),
        password,
        port,
        settings,
        PostgresPlace.BUILTIN_LOCALE);
  }

  /// The place with its data folder made already, which saves half a second.
  PostgresPlace made(PostgresPlace place) throws IOException {
    Path original = TEST_DATA.resolve("postgres").resolve("made-" + place.archive().name());
    PostgresPlace there =
        new PostgresPlace(
            place.archive(),
            place.programs(),
            original,
            place.password(),
            place.port(),
            place.settings(),
            place.locale());
    Path unpacked = PostgresBinaries.unpack(place.archive(), place.programs());
    try (FolderLock _ = FolderLock.take(original.resolveSibling("made.lock"))) {
      new DataFolder(there, new Programs(unpacked, Unprivileged.find(home()))).prepare();
    }
    try (Stream<Path> all = Files.walk(original)) {
      for (Path path : all.toList()) {
        Path copy = place.data().resolve(original.relativize(path).toString());
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return place;
  }

  PostgresPlace oldest() throws IOException {
    return new PostgresPlace(
        new PostgresArchive("14", Path.of(System.getProperty("rollcall.test.postgres.oldest", ""))),
        programs(),
        data(),
        PASSWORD,
        freePort(),
        PostgresPlace.RELAXED,
        PostgresPlace.C_LOCALE);
  }

  EmbeddedPostgres start(PostgresPlace place) {
    EmbeddedPostgres server = EmbeddedPostgres.start(place);
    started.add(server);
    return server;
  }

  static Path programs() {
    return TEST_DATA.resolve("postgres").resolve("programs");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /// The first column of the first row, as text; or nothing for a statement without an answer.
  static String sql(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                server.url("postgres"), EmbeddedPostgres.SUPERUSER, server.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      ResultSet row = statement.getResultSet();
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  ProcessHandle process() throws IOException {
    long pid = PostmasterFile.read(data()).orElseThrow().pid();
    return ProcessHandle.of(pid).orElseThrow();
  }

  /// Where Linux shows the server's process.
  Path processFolder() throws IOException {
    return Path.of("/proc", String.valueOf(process().pid()));
  }

  /// Kills the server, as a failure of the machine or an administrator would.
  void kill() throws IOException {
    PostmasterFile file = PostmasterFile.read(data()).orElseThrow();
    process().destroyForcibly();
    await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> file.holder(data()) == PostmasterFile.Holder.NO_SERVER);
  }
}

package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// A Postgres server of our own. It outlives a crash of this process; the next [#start] finds it
/// and takes it over, so that two never fight over one folder.
public final class EmbeddedPostgres {
  /// The superuser's name.
  public static final String SUPERUSER = "postgres";

  /// Postgres' own programs hand paths to a shell, within double quotes.
  private static final Pattern BAD_IN_PATHS = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

  private final PostgresPlace place;
  private final Postmaster postmaster;
  private final int port;

  private EmbeddedPostgres(PostgresPlace place, Postmaster postmaster, int port) {
    this.place = place;
    this.postmaster = postmaster;
    this.port = port;
  }

  /// Starts the server of `place`, or takes over the one that already runs there. Returns when it
  /// takes connections with the place's password.
  ///
  /// @throws EmbeddedPostgresException if it cannot be started; the message says why, and what to
  ///   do
  public static EmbeddedPostgres start(PostgresPlace place) {
    Path data = place.data();
    refuseBadPath(data);
    refuseBadPath(place.programs());
    try {
      Path unpacked = PostgresBinaries.unpack(place.archive(), place.programs());
      Path parent = Folders.parent(data);
      Folders.create(parent);
      String lock = "." + Folders.name(data) + ".lock";
      try (FolderLock _ = FolderLock.take(parent.resolve(lock))) {
        Programs programs = new Programs(unpacked, Unprivileged.find(parent.resolve(lock)));
        DataFolder folder = new DataFolder(place, programs);
        folder.prepare();
        Postmaster postmaster = new Postmaster(folder, programs);
        int port = postmaster.takeOver().orElse(0);
        if (port == 0) {
          DataFolder here = new DataFolder(place.at(free(place.port())), programs);
          here.configure();
          postmaster = new Postmaster(here, programs);
          port = postmaster.launch();
        }
        return new EmbeddedPostgres(place, postmaster, port);
      }
    } catch (IOException failure) {
      throw StartFailure.of(data, failure);
    }
  }

  public int port() {
    return port;
  }

  /// Whether the server's process is there.
  public boolean isRunning() {
    try {
      return postmaster.isRunning();
    } catch (IOException failure) {
      throw StartFailure.of(place.data(), failure);
    }
  }

  /// Starts the server again after it died, where it was.
  ///
  /// @throws EmbeddedPostgresException as [#start]
  public void startAgain() {
    start(place.at(port));
  }

  /// The password of [#SUPERUSER].
  public String password() {
    return place.password();
  }

  /// A JDBC URL without user or password.
  public String url(String database) {
    return Login.url(port, database);
  }

  /// Ends all connections and stops the server; returns when it is down. Does nothing if it is down
  /// already.
  public void stop() {
    try {
      postmaster.stop();
    } catch (IOException failure) {
      throw new EmbeddedPostgresException(
          "Postgres in " + place.data() + " was not stopped: " + failure.getMessage(), failure);
    }
  }

  /// Chosen as late as can be, since another program may take it until Postgres has it.
  private static int free(int wished) throws IOException {
    if (wished != 0) {
      return wished;
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return free.getLocalPort();
    }
  }

  private static void refuseBadPath(Path path) {
    if (BAD_IN_PATHS.matcher(path.toString()).find()) {
      throw new EmbeddedPostgresException(
          "The folder "
              + path
              + " cannot hold Postgres: its programs do not understand quotes, dollar signs,"
              + " backslashes or control characters in a path. Choose another folder");
    }
  }
}

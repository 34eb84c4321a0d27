package dev.rollcall.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The system's PgBouncer in transaction mode, with few connections for many clients, as a child
/// process of the test.
record PgBouncer(Process process, Path folder, int port) {
  static final int CONNECTIONS = 3;
  private static final String NOBODY = "65534";

  /// Skips the test where there is no PgBouncer.
  static PgBouncer start(String server, String role, String password) throws Exception {
    Optional<Path> program = program();
    assumeTrue(program.isPresent(), "PgBouncer is not installed; '.ci/run' installs it");
    Path folder = Files.createTempDirectory("pgbouncer-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port = freePort();
    Path ini = folder.resolve("pgbouncer.ini");
    Files.writeString(folder.resolve("users.txt"), "\"%s\" \"%s\"\n".formatted(role, password));
    Files.writeString(
        ini,
        """
        [databases]
        * = host=%s port=%s
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s/users.txt
        pool_mode = transaction
        default_pool_size = %d
        """
            .formatted(
                server.substring(0, server.indexOf(':')),
                server.substring(server.indexOf(':') + 1),
                port,
                folder,
                CONNECTIONS));
    Process process =
        new ProcessBuilder(command(program.get(), ini))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    PgBouncer started = new PgBouncer(process, folder, port);
    await().atMost(Duration.ofSeconds(10)).until(started::listens);
    return started;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  void stop() throws Exception {
    process.destroy();
    process.waitFor();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("PgBouncer ended: " + Files.readString(folder.resolve("log")));
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 200);
      return true;
    } catch (java.net.ConnectException notYet) {
      return false;
    }
  }

  /// It refuses to run as root.
  private static List<String> command(Path program, Path ini) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(
          List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"));
    }
    command.addAll(List.of(program.toString(), ini.toString()));
    return command;
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return free.getLocalPort();
    }
  }
}

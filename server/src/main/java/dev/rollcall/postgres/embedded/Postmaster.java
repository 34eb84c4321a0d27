package dev.rollcall.postgres.embedded;

import dev.rollcall.postgres.embedded.PostmasterFile.Holder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The server process of one data folder: found, started and stopped. It runs in a session of its
/// own, so that neither Ctrl-C nor the end of our terminal reaches it before us.
record Postmaster(DataFolder folder, Programs programs) {
  /// Long enough to recover from a crash under load.
  private static final Duration READY = Duration.ofMinutes(2);

  private static final Duration FAST_STOP = Duration.ofMinutes(1);
  private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(3);

  /// How long the processes of a killed server may take to notice.
  private static final Duration LEFT_OVERS = Duration.ofSeconds(10);

  /// The port of a server that already serves the folder and accepts our password. Empty if there
  /// is none; then nothing stands in the way of starting one.
  Optional<Integer> takeOver() throws IOException {
    PostmasterFile.deleteIfUnreadable(data());
    Deadline end = Deadline.in(READY);
    while (!end.passed()) {
      Optional<PostmasterFile> file = PostmasterFile.read(data());
      if (file.isEmpty()) {
        return Optional.empty();
      }
      Holder holder = file.get().holder(data());
      if (holder == Holder.NO_SERVER) {
        PostmasterFile.disown(data());
        return Optional.empty();
      }
      Login answer = login(file.get().port());
      if (answer == Login.WELCOME) {
        return Optional.of(file.get().port());
      }
      if (answer == Login.WRONG_PASSWORD && holder == Holder.SERVER) {
        throw StartFailure.wrongPassword(folder);
      }
      if (holder == Holder.UNKNOWN) {
        throw StartFailure.unknownServer(folder, file.get());
      }
      Programs.pause(PAUSE);
    }
    throw StartFailure.silent(folder);
  }

  /// Starts the server and answers its port.
  int launch() throws IOException {
    int port = folder.place().port();
    refuseIfTaken(port);
    Optional<PostmasterFile> stale = PostmasterFile.read(data());
    Deadline end = Deadline.in(LEFT_OVERS);
    while (true) {
      long from = folder.startLog();
      Optional<String> failure = start(stale);
      if (failure.isEmpty()) {
        break;
      }
      String logged = folder.logged(from);
      if (!logged.contains("pre-existing shared memory block") || end.passed()) {
        throw StartFailure.of(folder, logged.isBlank() ? failure.get() : logged);
      }
      Programs.pause(PAUSE);
    }
    if (login(port) == Login.WRONG_PASSWORD) {
      stop();
      throw StartFailure.wrongPassword(folder);
    }
    return port;
  }

  boolean isRunning() throws IOException {
    Optional<PostmasterFile> file = PostmasterFile.read(data());
    return file.isPresent() && file.get().holder(data()) != Holder.NO_SERVER;
  }

  /// Stops the server as soon as it has ended all connections and written everything down.
  void stop() throws IOException {
    if (!stop("fast", FAST_STOP) && !stop("immediate", IMMEDIATE_STOP)) {
      throw new IOException("it does not end; its log is " + folder.log());
    }
  }

  private boolean stop(String mode, Duration patience) throws IOException {
    Optional<PostmasterFile> file = PostmasterFile.read(data());
    if (file.isEmpty() || !isOurs(file.get())) {
      return true;
    }
    programs.run("pg_ctl", List.of("stop", "-m", mode, "-W", "-D", data().toString()));
    Deadline end = Deadline.in(patience);
    while (file.get().holder(data()) != Holder.NO_SERVER) {
      if (end.passed()) {
        return false;
      }
      Programs.pause(PAUSE);
    }
    return true;
  }

  /// What `pg_ctl` says if it fails; empty if the server is ready.
  private Optional<String> start(Optional<PostmasterFile> stale) throws IOException {
    Path output = Files.createTempFile("rollcall-postgres-", ".log");
    try {
      String patience = String.valueOf(READY.toSeconds());
      String log = folder.log().toString();
      Process starter =
          programs.start(
              "pg_ctl",
              List.of("start", "-w", "-t", patience, "-D", data().toString(), "-l", log),
              output);
      // It looks for the server ten times a second; we look more often, and leave it behind.
      while (starter.isAlive()) {
        Optional<PostmasterFile> file = PostmasterFile.read(data());
        if (file.isPresent()
            && file.get().ready()
            && stale.filter(file.get()::sameServerAs).isEmpty()) {
          return Optional.empty();
        }
        Programs.pause(PAUSE);
      }
      return starter.exitValue() == 0 ? Optional.empty() : Optional.of(Programs.printed(output));
    } finally {
      Files.delete(output);
    }
  }

  private static void refuseIfTaken(int port) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (ServerSocket _ = new ServerSocket(port, 1, loopback)) {
      return;
    } catch (BindException refused) {
      String reason = String.valueOf(refused.getMessage());
      throw reason.contains("in use")
          ? StartFailure.portTaken(port)
          : StartFailure.portRefused(port, reason);
    }
  }

  private boolean isOurs(PostmasterFile file) throws IOException {
    Holder holder = file.holder(data());
    return holder == Holder.SERVER
        || (holder == Holder.UNKNOWN && login(file.port()) == Login.WELCOME);
  }

  private Login login(int port) throws IOException {
    return Login.at(port, folder.place().password(), data());
  }

  private Path data() {
    return folder.path();
  }
}

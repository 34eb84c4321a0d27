package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How a program is started that refuses to run as root, as Postgres does. As root, it gets a user
/// namespace of its own, in which nobody is root; where the kernel does not allow that, it runs as
/// the user `nobody`, who is then given its files.
///
/// @param prefix what stands before the program's name
/// @param owner the user that files must belong to; negative where they stay as they are
record Unprivileged(List<String> prefix, int owner) {
  private static final int NOBODY = 65534;

  static Unprivileged find() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new Unprivileged(List.of(), -1);
    }
    if (works(List.of("unshare", "-U", "true"))) {
      return new Unprivileged(List.of("unshare", "-U"), -1);
    }
    String id = String.valueOf(NOBODY);
    List<String> prefix =
        List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--no-new-privs");
    List<String> trial = new ArrayList<>(prefix);
    trial.add("true");
    if (works(trial)) {
      return new Unprivileged(prefix, NOBODY);
    }
    throw new IOException(
        "Postgres does not run as root, and neither 'unshare -U' nor 'setpriv' works here. Start"
            + " Rollcall as an ordinary user, or set DATABASE_URL to use a Postgres of your own");
  }

  /// Gives `folder` and all in it to the user that will run there.
  void own(Path folder) throws IOException {
    if (owner < 0) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static boolean works(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

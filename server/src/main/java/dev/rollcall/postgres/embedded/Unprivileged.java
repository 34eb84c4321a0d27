package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How a program is started that refuses to run as root, as Postgres does. As root, it gets a user
/// namespace of its own, in which nobody is root; where the kernel does not allow that, it runs as
/// the user `nobody`, who is then given its files.
///
/// @param prefix what stands before the program's name
/// @param owner the user that its files must belong to
record Unprivileged(List<String> prefix, int owner) {
  private static final int ROOT = 0;

  /// Exists by name on every usual system, which `initdb` asks for.
  private static final int NOBODY = 65534;

  private static final List<String> NAMESPACE = List.of("unshare", "-U");
  private static final List<String> AS_NOBODY =
      List.of(
          "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs");

  /// @param ours a folder that this process has made
  static Unprivileged find(Path ours) throws IOException {
    int user = owner(ours);
    if (user != ROOT) {
      return new Unprivileged(List.of(), user);
    }
    if (works(NAMESPACE)) {
      return new Unprivileged(NAMESPACE, ROOT);
    }
    return asNobody();
  }

  static Unprivileged asNobody() throws IOException {
    if (works(AS_NOBODY)) {
      return new Unprivileged(AS_NOBODY, NOBODY);
    }
    throw new EmbeddedPostgresException(
        "Postgres does not run as root, and neither 'unshare -U' nor 'setpriv' works here. Start"
            + " Rollcall as an ordinary user, or set DATABASE_URL to use a Postgres of your own");
  }

  /// Makes sure that `folder`, which may have been left by an earlier start, belongs to the user
  /// that will run there.
  void claim(Path folder) throws IOException {
    int found = owner(folder);
    if (found == owner) {
      return;
    }
    if (prefix.isEmpty() || (found != ROOT && found != NOBODY)) {
      throw new EmbeddedPostgresException(
          "The folder "
              + folder
              + " belongs to user "
              + found
              + ", and Rollcall runs as user "
              + (prefix.isEmpty() ? owner : ROOT)
              + ". Start Rollcall as the folder's owner, or give the folder to the other with chown");
    }
    give(folder);
  }

  /// Gives `folder`, which this process has made, and all in it to the user that will run there.
  void give(Path folder) throws IOException {
    if (owner != NOBODY && owner(folder) == owner) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static int owner(Path folder) throws IOException {
    Object user = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (user instanceof Integer number) {
      return number;
    }
    throw new IOException("The owner of " + folder + " is not known: " + user);
  }

  private static boolean works(List<String> prefix) throws IOException {
    return Programs.exit(prefix, "true") == 0;
  }
}

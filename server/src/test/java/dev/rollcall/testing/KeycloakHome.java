package dev.rollcall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// Where Keycloak's programs are.
public final class KeycloakHome {
  private KeycloakHome() {}

  /// Whether Maven has unpacked them, which its profile `slow` does.
  public static boolean isThere() {
    String home = System.getProperty("rollcall.test.keycloak", "");
    return !home.isEmpty() && Files.isDirectory(Path.of(home));
  }

  static Path unpacked() {
    if (!isThere()) {
      throw new IllegalStateException("There is no Keycloak; run this test with mvn -Pslow");
    }
    return Path.of(System.getProperty("rollcall.test.keycloak"));
  }

  /// A copy for this JVM alone: in development mode Keycloak builds itself anew where it stands.
  /// The next run clears it away.
  static Path copy() {
    return Copy.FOLDER.data();
  }

  /// Held as long as this JVM lives, or another run would take it for abandoned.
  private static final class Copy {
    static final RunFolder FOLDER = make();

    private static RunFolder make() {
      Path from = unpacked();
      try (Stream<Path> files = Files.walk(from)) {
        RunFolder folder = RunFolder.create("keycloak");
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.copy(
              file,
              folder.data().resolve(from.relativize(file)),
              StandardCopyOption.COPY_ATTRIBUTES);
        }
        return folder;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}

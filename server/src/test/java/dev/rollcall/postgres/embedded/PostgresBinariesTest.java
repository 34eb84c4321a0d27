package dev.rollcall.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  private static final PostgresArchive ARCHIVE = PostgresArchive.bundled();

  @TempDir Path folder;

  @Test
  void programs_of_a_rehearsal_are_shared_and_outlive_it() throws IOException {
    Path rehearsed = folder.resolve("rehearsed");
    Path first = PostgresBinaries.unpack(ARCHIVE, rehearsed, "");

    Path second = PostgresBinaries.unpack(ARCHIVE, folder.resolve("own"), rehearsed.toString());

    assertThat(inode(second.resolve("bin/postgres")))
        .isEqualTo(inode(first.resolve("bin/postgres")));
    Folders.delete(rehearsed);
    assertThat(PostgresBinaries.unpack(ARCHIVE, folder.resolve("own"), "")).isEqualTo(second);
    assertThat(Files.isExecutable(second.resolve("bin/postgres"))).isTrue();
  }

  @Test
  void a_rehearsal_that_lost_a_file_is_passed_over() throws IOException {
    Path rehearsed = folder.resolve("rehearsed");
    Path first = PostgresBinaries.unpack(ARCHIVE, rehearsed, "");
    Files.delete(first.resolve("bin/initdb"));

    Path second = PostgresBinaries.unpack(ARCHIVE, folder.resolve("own"), rehearsed.toString());

    assertThat(Files.isExecutable(second.resolve("bin/initdb"))).isTrue();
    assertThat(inode(second.resolve("bin/postgres")))
        .isNotEqualTo(inode(first.resolve("bin/postgres")));
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }
}

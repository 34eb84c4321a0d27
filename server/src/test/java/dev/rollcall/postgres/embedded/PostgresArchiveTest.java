package dev.rollcall.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresArchiveTest {
  private static final byte[] PROGRAMS = "initdb, postgres".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void programs_are_read_as_they_were_published() throws IOException {
    assertThat(read(jar(".txz", xz(PROGRAMS)))).isEqualTo(PROGRAMS);
  }

  @Test
  void programs_are_read_as_the_build_packs_them() throws IOException {
    assertThat(read(jar(".tar", PROGRAMS))).isEqualTo(PROGRAMS);
  }

  @Test
  void a_jar_for_another_kind_of_machine_is_refused() throws IOException {
    Path jar = jar("-of-another-kind.txz", xz(PROGRAMS));

    assertThatThrownBy(() -> read(jar))
        .hasMessage(
            "This build brings no Postgres for %s. Set DATABASE_URL to use a Postgres of your own,"
                + " or build Rollcall on a machine of this kind",
            PostgresArchive.platform());
  }

  private static byte[] read(Path jar) throws IOException {
    try (InputStream programs = new PostgresArchive("18.6.0", jar).open()) {
      return programs.readAllBytes();
    }
  }

  private Path jar(String ending, byte[] content) throws IOException {
    Path jar = folder.resolve("postgres.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("postgres-" + PostgresArchive.platform() + ending));
      zip.write(content);
      zip.closeEntry();
    }
    return jar;
  }

  private static byte[] xz(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream xz = new XZCompressorOutputStream(packed)) {
      xz.write(plain);
    }
    return packed.toByteArray();
  }
}

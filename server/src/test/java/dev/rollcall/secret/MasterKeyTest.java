package dev.rollcall.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the master key comes from, and files that only their owner may read.
class MasterKeyTest {
  private static final String SENTENCE =
      "The master key is not 32 bytes in Base64. Make one with: openssl rand -base64 32";

  @TempDir Path folder;

  @Test
  void a_key_is_made_once_and_used_again() throws IOException {
    Path file = folder.resolve("master.key");

    MasterKey first = MasterKey.fromFile(file, new SecureRandom());

    assertThat(MasterKey.fromFile(file, new SecureRandom())).isEqualTo(first);
    assertThat(MasterKey.of(new Secret(Files.readString(file)))).isEqualTo(first);
    assertThat(MasterKey.fromFile(folder.resolve("other"), new SecureRandom())).isNotEqualTo(first);
  }

  @Test
  void only_its_owner_may_read_the_file_of_the_key() throws IOException {
    Path file = folder.resolve("master.key");
    MasterKey.fromFile(file, new SecureRandom());

    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "canary",
        "Y2FuYXJ5",
        "!!!",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
      })
  void another_text_is_no_key_and_is_not_quoted(String text) {
    assertThatThrownBy(() -> MasterKey.of(new Secret(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(SENTENCE);
  }

  @Test
  void a_file_that_holds_no_key_is_left_as_it_is() throws IOException {
    Path file = folder.resolve("master.key");
    Files.writeString(file, "half a k");

    assertThatThrownBy(() -> MasterKey.fromFile(file, new SecureRandom())).hasMessage(SENTENCE);
    assertThat(file).hasContent("half a k");
  }

  @Test
  void a_private_file_that_is_written_anew_is_private_and_leaves_nothing_behind()
      throws IOException {
    Path file = folder.resolve("env");
    Files.writeString(file, "before");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    PrivateFile.write(file, "after");

    assertThat(file).hasContent("after");
    assertThat(mode(file)).isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_private_file_that_cannot_be_put_in_place_leaves_nothing_behind() throws IOException {
    Path taken = folder.resolve("env");
    Files.createDirectories(taken.resolve("not empty"));

    assertThatThrownBy(() -> PrivateFile.write(taken, "canary")).isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(taken);
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
